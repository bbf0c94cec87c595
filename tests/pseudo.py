"""A language that nobody speaks, made of the English one: what isn't in it is hard-coded.

Every letter of a sentence has an accent, and the sentence is longer and stands in «brackets»; a
word of plain letters in the middle of a page was therefore never in words/. Days and numbers are
written as in Finnish, whose months no program writes by accident.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import cache
from string import Formatter

from babel import Locale

from taper.words import language
from taper.words.language import Language, Sentences

CODE, CODE_RTL = "qps", "qpr"  # of the codes that no language will ever have
LONGER = 0.4  # share of a sentence's letters that is added to it
_PLAIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ACCENTED = "áƀćđéƒğħíĵķłṁñóṕɋřšŧúṽŵẋýžÁɃĆĐÉƑĞĦÍĴĶŁṀÑÓṔɊŘŠŦÚṼŴẊÝŽ"
_LETTERS = str.maketrans(_PLAIN, _ACCENTED)
_FILL = "õ"
_FIGURE = re.compile(r"(?<=\d)\.(?=\d)")  # within a sentence: its translators write a comma


def pseudo(sentence: str) -> str:
    """Give *sentence* in the language that nobody speaks, its gaps as they are."""
    parts = [
        f"{_FIGURE.sub(',', text).translate(_LETTERS)}{'' if gap is None else f'{{{gap}}}'}"
        for text, gap, _, _ in Formatter().parse(sentence)
    ]
    letters = sum(len(text) for text, _, _, _ in Formatter().parse(sentence))
    return f"«{''.join(parts)}{_FILL * max(1, round(LONGER * letters))}»"


@cache
def sentences() -> Sentences:
    """Give every sentence of English in it."""
    return {
        key: pseudo(said)
        if isinstance(said, str)
        else {form: pseudo(each) for form, each in said.items()}
        for key, said in language.first().sentences.items()
    }


def made(code: str = CODE, direction: str = "ltr") -> Language:
    """Make the language; *direction* "rtl" for one that is written from the right."""
    return Language(
        code=code,
        name=pseudo(f"Nobody's {direction}"),
        locale=Locale.parse("fi_FI"),
        direction="rtl" if direction == "rtl" else "ltr",
        patterns=language.first().patterns,
        reviewed_by="the tests",
        reviewed_on=date(2026, 3, 2),
        lent=sentences(),
    )


@contextmanager
def lent(code: str = CODE, direction: str = "ltr") -> Iterator[Language]:
    """Let the language be chosen, and speak it where nobody chose another."""
    nobodys = made(code, direction)
    with language.lend(nobodys), language.speaking(code):
        yield nobodys


_WORD = re.compile(r"(?<![\w.@/:\-])[A-Za-z]{3,}(?![\w@])")
_POINT = re.compile(r"(?<![\w.:/-])\d+\.\d+(?![\w.])")


def plain_words(text: str, written: frozenset[str]) -> list[str]:
    """Give the words of *text* that are in no language but English, and figures with a point.

    *written*: what people wrote, and what facts, names and machines are called.
    """
    for each in sorted(written, key=len, reverse=True):
        if each in text:
            text = re.sub(rf"(?<![A-Za-z]){re.escape(each)}(?![A-Za-z])", " ", text)
    return [*_WORD.findall(text), *_POINT.findall(text)]
