"""A takeout read back: whole and unchanged, or refused in a sentence; docs/takeout.md."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from jsonschema import Draft202012Validator

from taper.errors import TaperError
from taper.imports.table import Refusals, file_bytes, too_large
from taper.plan.plan import canonical_text, sha256

LARGEST_BYTES = 60_000_000  # ten years of days and views have fewer than 20 million
DEEPEST = 20  # a takeout has 12 levels; more is no takeout
MOST_PARTS = 1_000_000  # lists and objects; ten years have fewer than 200,000
# A text with its marks, to its end or that of the file: read once, whatever stands in it.
_TEXT = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)', re.DOTALL)
_SAYS = Refusals("takeout.no_file", "takeout.too_large")
LARGEST_NUMBER = 2**63 - 1
FORMATS = (1,)
SCHEMA = Path(__file__).parent / "takeout.schema.json"


class Takeout(NamedTuple):
    """What a file holds; each part is as the schema says."""

    record: dict[str, Any]
    record_sha256: str
    trails: list[str]


def takeout_bytes(path: Path) -> bytes:
    """Read the file at *path*; one that is too large is refused before it is read."""
    return file_bytes(path, LARGEST_BYTES, _SAYS)


def read_takeout(body: bytes) -> Takeout:
    """Read a file; TaperError says what it is instead, or that something in it was changed."""
    if len(body) > LARGEST_BYTES:
        raise too_large(LARGEST_BYTES, _SAYS)
    _check_parts(body)
    found = _json(body)
    if not isinstance(found, dict) or "taper_takeout" not in found:
        raise TaperError("takeout.not_one")
    if found["taper_takeout"] not in FORMATS:
        raise TaperError("takeout.newer")
    _check_values(found)
    wrong = next(_schema().iter_errors(found), None)
    if wrong is not None:
        raise TaperError("takeout.field", field="/".join(map(str, wrong.absolute_path)) or "/")
    record = found["record"]
    if sha256(canonical_text(record)) != found["record_sha256"]:
        raise TaperError("takeout.damaged")
    return Takeout(record, found["record_sha256"], found["trails"])


def read_trail(text: str) -> list[dict[str, Any]]:
    """Give the lines of a sealed trail; TaperError where it is none."""
    found = _json(text.encode())
    lines = found.get("lines") if isinstance(found, dict) else None
    if not isinstance(lines, list) or not all(map(_is_line, lines)):
        raise TaperError("takeout.damaged")
    return lines


def _is_line(line: object) -> bool:
    return (
        isinstance(line, dict)
        and isinstance(line.get("detail"), dict)
        and all(isinstance(line.get(key), str) for key in ("at", "event"))
    )


def _check_parts(body: bytes) -> None:
    """Refuse a file of empty lists before it is read: three bytes of it take 64 of memory."""
    parts = _brackets(body)
    if parts > MOST_PARTS:  # many of them may stand in what somebody wrote
        parts -= sum(_brackets(found[0]) for found in _TEXT.finditer(body))
    if parts > MOST_PARTS:
        raise TaperError("takeout.too_many_parts")


def _brackets(body: bytes) -> int:
    return body.count(b"[") + body.count(b"{")


def _json(body: bytes) -> Any:
    try:
        return json.loads(
            body.decode("utf-8-sig"),
            parse_float=_refuse_number,
            parse_constant=_refuse_number,
            object_pairs_hook=_object,
        )
    except (ValueError, RecursionError) as error:
        raise TaperError("takeout.not_json") from error


def _refuse_number(text: str) -> None:
    """Refuse fractions and NaN: nothing in a takeout is measured in them."""
    raise ValueError(f"{text[:20]} is no whole number")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("one name twice")
    return found


def _check_values(found: object) -> None:
    """Refuse what no database keeps: NUL, halves of characters, numbers too large, deep nesting."""
    level = [found]
    for _ in range(DEEPEST):
        below: list[Any] = []
        for each in level:
            if isinstance(each, dict):
                below += each
                below += each.values()
            elif isinstance(each, list):
                below += each
            elif isinstance(each, str):
                _check_text(each)
            elif isinstance(each, int) and abs(each) > LARGEST_NUMBER:
                raise TaperError("takeout.number_large")
        level = below
    if level:
        raise TaperError("takeout.too_deep")


def _check_text(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise TaperError("takeout.text_unkept") from error
    if "\0" in text:
        raise TaperError("takeout.text_unkept")


@cache
def _schema() -> Any:
    return Draft202012Validator(json.loads(SCHEMA.read_text("utf-8")))
