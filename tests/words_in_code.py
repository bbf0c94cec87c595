"""Where the program names a sentence: literal keys, the values given with them, f-string keys."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import NamedTuple

from tests import layout, phrases

REFUSALS = frozenset({"TaperError", "Refused", "ChangedElsewhere"})
KEY = re.compile(r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$")
KEY_IN_TEMPLATE = re.compile(r"[\"']([a-z][a-z0-9_]*\.[a-z][a-z0-9_]*)[\"']")


class Said(NamedTuple):
    """One call that names a sentence by a literal key."""

    where: str
    key: str
    given: frozenset[str] | None  # None where values come from a mapping (**values)
    refusal: bool


def said(source: str, where: str) -> Iterator[Said]:
    """Give every say("key", …) and every TaperError("key", …) in *source*."""
    for node in ast.walk(ast.parse(source, where)):
        if not (isinstance(node, ast.Call) and node.args):
            continue
        function, key = node.func, node.args[0]
        name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
        if name not in REFUSALS | {"say"} or not isinstance(key, ast.Constant):
            continue
        names = [keyword.arg for keyword in node.keywords]
        given = None if None in names else frozenset(name for name in names if name)
        yield Said(f"{where}:{node.lineno}", str(key.value), given, name != "say")


def named_keys(source: str) -> set[str]:
    """Give every string of *source* that has the form of a key, wherever it stands."""
    return {
        node.value
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and KEY.match(node.value)
    }


def named_beginnings(source: str) -> set[str]:
    """Give how the keys begin that *source* puts together: "audit." of f"audit.{event}"."""
    firsts = (node.values[0] for node in _put_together(source))
    return {text for text in map(_text, firsts) if re.match(r"^[a-z][a-z0-9_]*\.[a-z0-9_]*$", text)}


def named_endings(source: str) -> set[str]:
    """Give how the keys end that *source* puts together: "_heading" of f"{key}_heading"."""
    lasts = (node.values[-1] for node in _put_together(source))
    return {text for text in map(_text, lasts) if re.match(r"^_[a-z0-9_]+$", text)}


def _put_together(source: str) -> Iterator[ast.JoinedStr]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.JoinedStr) and len(node.values) > 1:
            yield node


def _text(part: ast.expr) -> str:
    return str(part.value) if isinstance(part, ast.Constant) else ""


def templates(root: Path = layout.ROOT) -> list[Path]:
    """Give the script-free pages."""
    return sorted(root.glob("taper/web/**/*.html"))


def gaps(sentence: str) -> frozenset[str]:
    """Give the names of the gaps of *sentence*: {"day"} of "since {day}"."""
    return frozenset(name for _, name, _, _ in Formatter().parse(sentence) if name is not None)


def forms(language: str = "en") -> dict[str, dict[str, str]]:
    """Give each key with its forms by name; "" is the name of a sentence that has one form."""
    found: dict[str, dict[str, str]] = {}
    for name, sentence in phrases.sentences(language):
        area, key, *form = name.split(".")
        found.setdefault(f"{area}.{key}", {})[".".join(form)] = sentence
    return found
