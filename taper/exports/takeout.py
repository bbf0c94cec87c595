"""Everything of one person as one JSON file; docs/takeout.md describes it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC
from typing import Any, Literal, NamedTuple

from taper.people.audit import Trace
from taper.plan.plan import canonical_text, sha256

FORMAT: Literal[1] = 1
NAME = "takeout.json"


class Line(NamedTuple):
    """One line of a trail with its link, which its own installation can still check."""

    trace: Trace
    link: bytes


def sealed_trail(
    lines: Iterable[Line],
    held_there: Mapping[str, Sequence[Mapping[str, Any]]],
    people: Sequence[Mapping[str, Any]],
) -> str:
    """Write a trail as the text that is sealed, with what held in that installation alone."""
    return canonical_text(
        {"held_there": held_there, "lines": [_line(each) for each in lines], "people": people}
    )


def _line(line: Line) -> dict[str, Any]:
    trace = line.trace
    return {
        "at": trace.at.astimezone(UTC).isoformat(timespec="milliseconds"),
        "actor": trace.actor,
        "event": trace.event.value,
        "detail": dict(trace.detail),
        "link": line.link.hex(),
    }


def takeout_file(
    record: Mapping[str, Any], trails: Sequence[str], left_out: Sequence[str]
) -> bytes:
    """Write the file: the record with its hash, the sealed trails, and what is not in it."""
    body = {
        "taper_takeout": FORMAT,
        "record": record,
        "record_sha256": sha256(canonical_text(record)),
        "trails": trails,
        "left_out": left_out,
    }
    return (canonical_text(body) + "\n").encode()
