"""Files that are no takeout, or no longer one: each ends in a sentence, soon."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from taper.errors import TaperError
from taper.imports.takeout import (
    LARGEST_BYTES,
    MOST_PARTS,
    SCHEMA,
    read_takeout,
    read_trail,
    takeout_bytes,
)
from taper.plan.plan import canonical_text as canonical
from taper.words import say_error
from tests.takeout_schema import schema

PERSON = {
    "id": 7,
    "name": "Alex",
    "added_at": "2026-03-02T09:00:00.000+00:00",
    "language": None,
    "zone": "Europe/London",
    "country": "GB",
    "mark": "",
}


def small() -> dict[str, Any]:
    """The smallest takeout: somebody who has nothing on file."""
    tables = schema()["properties"]["record"]["properties"]["tables"]["required"]
    record: dict[str, Any] = {
        "person": dict(PERSON),
        "tables": {name: [] for name in tables},
        "plans_signed": [],
        "people": [],
    }
    return {
        "taper_takeout": 1,
        "record": record,
        "record_sha256": hash_of(record),
        "trails": ["{}"],
        "left_out": [],
    }


def hash_of(record: dict[str, Any]) -> str:
    return hashlib.sha256(canonical(record).encode()).hexdigest()


def written(**change: Any) -> bytes:
    return canonical(small() | change).encode()


def test_the_shipped_schema_is_that_of_the_tables():
    assert json.loads(SCHEMA.read_text("utf-8")) == schema()


def test_a_small_takeout_is_read():
    found = read_takeout(written())
    assert found.record["person"] == PERSON
    assert found.trails == ["{}"]


def with_name(name: str) -> bytes:
    told = small()
    told["record"]["person"]["name"] = name
    return json.dumps(told).encode()


def with_id(number: object) -> bytes:
    told = small()
    told["record"]["person"]["id"] = number
    return json.dumps(told).encode()


REFUSED = {
    "nothing": (b"", "takeout.not_json"),
    "no text": (b"\xff\xfe\x00\x01", "takeout.not_json"),
    "a zip": (b"PK\x03\x04" + bytes(100), "takeout.not_json"),
    "a list": (b"[]", "takeout.not_one"),
    "a plan file": (b'{"taper_plan": 2}', "takeout.not_one"),
    "another format": (written(taper_takeout=2), "takeout.newer"),
    "a format in words": (written(taper_takeout="1"), "takeout.newer"),
    "a format of no hash": (written(taper_takeout=[]), "takeout.newer"),
    "a part too many": (written(more=1), "takeout.field"),
    "no trail": (written(trails=[]), "takeout.field"),
    "a hash of something else": (written(record_sha256="0" * 64), "takeout.damaged"),
    "deep nesting": (b"[" * 100_000 + b"]" * 100_000, "takeout.not_json"),
    "nesting that JSON can hold": (
        b'{"taper_takeout": 1, "record": ' + b"[" * 500 + b"]" * 500 + b"}",
        "takeout.too_deep",
    ),
    "3 million lists in no time": (
        b'{"taper_takeout": 1, "record": [' + b"[]," * 3_000_000 + b"[]]}",
        "takeout.too_many_parts",
    ),
    "a text without an end": (b'{"taper_takeout": "' + b'\\"[' * 500_000, "takeout.not_json"),
    "NUL": (with_name("Al\0ex"), "takeout.text_unkept"),
    "half a character": (with_name("Al\ud800ex"), "takeout.text_unkept"),
    "a number of 64 bits": (with_id(2**63), "takeout.number_large"),
    "a number of 5,000 digits": (with_id(1).replace(b'"id": 1', b'"id": ' + b"9" * 5000), ""),
    "a fraction": (with_id(1.5), "takeout.not_json"),
    "a number that is none": (with_id(float("nan")), "takeout.not_json"),
    "one name twice": (b'{"taper_takeout": 1, "taper_takeout": 1}', "takeout.not_json"),
    "an id of nobody": (with_id(0), "takeout.field"),
    "yes for a number": (with_id(True), "takeout.field"),
}


def test_brackets_that_somebody_wrote_are_no_parts_of_a_file():
    told = small()
    told["record"]["person"]["mark"] = '[{\\"' * (MOST_PARTS // 2 + 1)
    with pytest.raises(TaperError, match=r"takeout\.(field|damaged)"):
        read_takeout(json.dumps(told).encode())


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_takeout_is_refused_in_a_sentence(name: str):
    body, key = REFUSED[name]
    with pytest.raises(TaperError) as refused:
        read_takeout(body)
    assert key in {refused.value.key, ""}
    assert say_error(refused.value)


def test_a_file_of_100_mb_is_refused_before_it_is_read(tmp_path: Path):
    file = tmp_path / "large.json"
    with file.open("wb") as opened:
        opened.truncate(100_000_000)  # a file with a hole: it takes no room on the disk
    with pytest.raises(TaperError) as refused:
        takeout_bytes(file)
    assert refused.value.key == "takeout.too_large"
    with pytest.raises(TaperError, match="too_large"):
        read_takeout(bytes(LARGEST_BYTES + 1))


def test_a_file_that_is_not_there_is_named(tmp_path: Path):
    with pytest.raises(TaperError, match="no_file"):
        takeout_bytes(tmp_path / "none.json")
    with pytest.raises(TaperError, match="no_file"):
        takeout_bytes(tmp_path)


@pytest.mark.parametrize("text", ["{}", "[]", '{"lines": [1]}', '{"lines": [{"at": 1}]}', "x"])
def test_a_trail_that_is_none_is_refused(text: str):
    with pytest.raises(TaperError):
        read_trail(text)
