"""Which languages there are, which may be chosen, and which is in use here and now."""

import tomllib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property, lru_cache, wraps
from importlib.resources import files
from typing import Literal, TypeVar

from babel import Locale

Sentences = Mapping[str, str | Mapping[str, str]]
Answer = TypeVar("Answer")

FIRST = "en"  # ships; every other language is a draft until a clinician has read it
_FACTS = "taper.facts"  # read as data: whoever adds a symptom names it once, in every language
OF_THE_LANGUAGE = "language.toml"  # beside the files of sentences


@dataclass(frozen=True, eq=False)
class Language:
    """One folder of words/: how it calls itself, and how it writes days and numbers."""

    code: str  # as in the attribute lang of a page
    name: str  # in the language itself
    locale: Locale
    direction: Literal["ltr", "rtl"]
    patterns: Mapping[str, str]  # of days and times, by the name in language.toml
    reviewed_by: str = ""  # the clinician who read the words on crisis and consent
    reviewed_on: date | None = None
    lent: Sentences | None = None  # of a language that has no folder

    @property
    def is_on(self) -> bool:
        """Whether it may be chosen: the first one, and each that somebody answers for."""
        return self.code == FIRST or bool(self.reviewed_by and self.reviewed_on)

    @cached_property
    def sentences(self) -> Sentences:
        """Every sentence by its key, read once."""
        return self.lent if self.lent is not None else _read(self.code)

    @cached_property
    def decimal_mark(self) -> str:
        """What stands between a whole number and its decimals."""
        return str(self.locale.number_symbols["latn"]["decimal"])

    def plural(self, n: object) -> str:
        """Give the form that goes with *n*: one or other, and more in some languages."""
        return self.locale.plural_form(n) if isinstance(n, int) else "other"


@cache
def _of_folders() -> dict[str, Language]:
    found = {}
    for folder in sorted(files(__package__).iterdir(), key=lambda each: each.name):
        about = folder.joinpath(OF_THE_LANGUAGE)
        if about.is_file():
            found[folder.name] = _language(folder.name, tomllib.loads(about.read_text("utf-8")))
    return found


def _language(code: str, about: Mapping[str, object]) -> Language:
    fields = dict(about)
    name, locale, direction = (str(fields.pop(each)) for each in ("name", "locale", "direction"))
    by, on = str(fields.pop("reviewed_by", "")).strip(), fields.pop("reviewed_on", None)
    return Language(
        code=code,
        name=name,
        locale=Locale.parse(locale),
        direction="rtl" if direction == "rtl" else "ltr",
        patterns={each: str(pattern) for each, pattern in fields.items()},
        reviewed_by=by,
        reviewed_on=on if isinstance(on, date) else None,
    )


def _read(code: str) -> Sentences:
    found: dict[str, str | Mapping[str, str]] = {}
    for file in files(__package__).joinpath(code).iterdir():
        if file.name.endswith(".toml") and file.name != OF_THE_LANGUAGE:
            area = file.name.removesuffix(".toml")
            for name, sentence in tomllib.loads(file.read_text("utf-8")).items():
                found[f"{area}.{name}"] = sentence
    return found | names_of_symptoms(code)


def names_of_symptoms(code: str) -> dict[str, str]:
    """Give the names of the listed symptoms in a language: they stand beside their sources."""
    text = files(_FACTS).joinpath("symptoms.toml").read_text("utf-8")
    return {
        f"symptom_name.{each['slug']}": each["label"] if code == FIRST else each["translated"][code]
        for each in tomllib.loads(text)["symptom"]
        if code == FIRST or code in each["translated"]
    }


_lent: dict[str, Language] = {}  # by tests; no setting puts anything here


@contextmanager
def lend(language: Language) -> Iterator[None]:
    """Let *language* be chosen for a while, beside those of the folders: the hook of the tests."""
    _lent[language.code] = language
    try:
        yield
    finally:
        del _lent[language.code]


def on_file() -> tuple[Language, ...]:
    """Give every language there is a folder of, drafts too."""
    return tuple(_of_folders().values())


def offered() -> tuple[Language, ...]:
    """Give the languages that a person can choose, by their names in themselves."""
    if not _lent:
        return _reviewed()
    return tuple(sorted((*_reviewed(), *_lent.values()), key=lambda each: each.name))


@cache
def _reviewed() -> tuple[Language, ...]:
    found = [each for each in on_file() if each.is_on]
    return tuple(sorted(found, key=lambda each: each.name))


def called(code: str | None) -> Language | None:
    """Give the language of that code; None for a draft too, since nobody answers for it."""
    return next((each for each in offered() if each.code == code), None)


def first() -> Language:
    """Give the language of whoever said nothing."""
    return _of_folders()[FIRST]


_IN_USE: ContextVar[Language | None] = ContextVar("_IN_USE", default=None)
_asked: list[Callable[[], str | None]] = []  # who knows the reader where nothing was said yet


def ask(knows: Callable[[], str | None]) -> None:
    """Ask *knows* for the code of the reader's language wherever none is in use yet."""
    _asked[:] = [knows]


def in_use() -> Language:
    """Give the language of this run of a page, this request, or this file."""
    return _IN_USE.get() or _find()


def _find() -> Language:
    if len(offered()) > 1:
        for knows in _asked:
            found = called(knows())
            if found is not None:
                return use(found)
    return first()


def use(language: Language | None) -> Language:
    """Speak *language* from here to the end of this run or request; None: the first one."""
    chosen = language or first()
    _IN_USE.set(chosen)
    return chosen


@contextmanager
def speaking(code: str | None) -> Iterator[Language]:
    """Speak the language of *code* for a while: of whom a file is for. The first for nobody's."""
    chosen = called(code) or first()
    token = _IN_USE.set(chosen)
    try:
        yield chosen
    finally:
        _IN_USE.reset(token)


def kept_by_language(most: int) -> Callable[[Callable[..., Answer]], Callable[..., Answer]]:
    """Keep what a function gives, for each language by itself: its answer holds words."""

    def decorate(make: Callable[..., Answer]) -> Callable[..., Answer]:
        @lru_cache(maxsize=most)
        def made(_language: Language, *given: object) -> Answer:
            return make(*given)

        @wraps(make)
        def ask_kept(*given: object) -> Answer:
            return made(in_use(), *given)

        return ask_kept

    return decorate


def best_of(accepts: str) -> Language | None:
    """Give the language that a browser asks for first (Accept-Language), of those on."""
    wanted = []
    for place, part in enumerate(accepts.split(",")[:_MOST_ASKED]):
        tag, _, weight = part.strip().partition(";q=")
        try:
            rank = float(weight) if weight else 1.0
        except ValueError:
            continue
        if rank > 0:
            wanted.append((-rank, place, tag.strip().lower()))
    for _, _, tag in sorted(wanted):
        found = called_like(tag)
        if found is not None:
            return found
    return None


_MOST_ASKED = 20


def called_like(tag: str) -> Language | None:
    """Give the language of a browser's tag: "nl-BE" is Dutch."""
    whole, short = tag.lower(), tag.lower().partition("-")[0]
    exact = (each for each in offered() if each.code.lower() == whole)
    return next(exact, None) or next(
        (each for each in offered() if each.code.lower() == short), None
    )
