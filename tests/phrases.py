"""The phrase check of design §2: words that advise, interpret, praise, reassure or alarm.

A list of patterns can't prove that a sentence is no advice; it catches the ways in which such
sentences have been seen to begin. The corpus in tests/data shows what it catches and passes.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from taper.words.language import names_of_symptoms

ROOT = Path(__file__).resolve().parent.parent
WORDS = ROOT / "taper/words"
OF_THE_LANGUAGE = "language.toml"  # beside the files of sentences
DATA = ROOT / "tests/data"
ALLOWED = DATA / "phrases_allowed.toml"


class Phrase(NamedTuple):
    """One thing that no sentence may do; *everywhere*: in documents too, not on screens alone."""

    does: str
    pattern: re.Pattern[str]
    everywhere: bool


@cache
def forbidden() -> tuple[Phrase, ...]:
    """Give every pattern of tests/data/phrases.toml."""
    file = tomllib.loads((DATA / "phrases.toml").read_text("utf-8"))
    return tuple(
        Phrase(group["does"], _pattern(pattern, file), group["everywhere"])
        for group in file["phrase"]
        for pattern in group["patterns"]
    )


def _pattern(pattern: str, lists: Mapping[str, str]) -> re.Pattern[str]:
    for name in ("WHO", "DOSE"):
        pattern = pattern.replace(f"{{{name}}}", lists[name])
    return re.compile(pattern, re.IGNORECASE)


def faults(text: str, *, area: str = "", document: bool = False) -> list[str]:
    """Name each forbidden phrase in *text*, once what was reviewed is taken out.

    *area* is the file of words/ that a sentence stands in; a few words pass in one area alone.
    """
    plain = _plain(text)
    for sentence in allowed_sentences():
        plain = plain.replace(_plain(sentence), " ")
    for word in allowed_words(area):
        plain = re.sub(rf"\b{word}\b", " ", plain, flags=re.IGNORECASE)
    return [
        f"{phrase.does}: {found.group()!r}"
        for phrase in forbidden()
        if phrase.everywhere or not document
        for found in phrase.pattern.finditer(plain)
    ]


def _plain(text: str) -> str:
    return " ".join(text.replace("\u2019", "'").replace("*", "").split())


@cache
def allowed_sentences() -> tuple[str, ...]:
    """Give the sentences that were read one by one and let through, longest first."""
    entries = tomllib.loads(ALLOWED.read_text("utf-8"))["sentence"]
    return tuple(sorted((entry["text"] for entry in entries), key=len, reverse=True))


@cache
def allowed_words(area: str) -> tuple[str, ...]:
    """Give the words that pass in *area*."""
    entries = tomllib.loads(ALLOWED.read_text("utf-8"))["word"]
    return tuple(entry["text"] for entry in entries if entry["area"] == area)


def sentences(language: str = "en") -> Iterator[tuple[str, str]]:
    """Give every key of words/ with every form of its sentence."""
    for file in sorted((WORDS / language).glob("*.toml")):
        if file.name != OF_THE_LANGUAGE:
            yield from _flat(file.stem, tomllib.loads(file.read_text("utf-8")))
    yield from names_of_symptoms(language).items()


def _flat(key: str, found: str | Mapping[str, object]) -> Iterator[tuple[str, str]]:
    if isinstance(found, str):
        yield key, found
    else:
        for name, inner in found.items():
            yield from _flat(f"{key}.{name}", inner)  # type: ignore[arg-type]


def prose(markdown: str) -> str:
    """Give a document without its code, tables of figures and addresses."""
    text = re.sub(r"```.*?```", " ", markdown, flags=re.DOTALL)
    return re.sub(r"`[^`]*`|https?://\S+", " ", text)
