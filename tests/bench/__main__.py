"""Everything that is measured, by one command, as a table of ratios.

    python -m tests.bench                        all but the large database and the load
    python -m tests.bench --patients 10000       with the read at that size (half an hour to fill)
    python -m tests.bench --load 600             with ten minutes of hundreds of open pages, each
    python -m tests.bench --write                and the table goes into docs/performance.md
    python -m tests.bench --only storing         databases alone, or "serving": pages alone

Each line measures two things in turn in the same run, and gives the median of their ratios:
figures of one machine say little about another, ratios do. Let nothing else run beside it.
A large database is kept in --folder and used again.
"""

import argparse
import os
import platform
import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path

from argon2 import PasswordHasher

from taper.actions import passwords
from taper.storage.engine import sqlite_module
from tests.bench import serving, storing
from tests.bench.measure import HEADING, Row
from tests.web_client import ROOT

PAGE = ROOT / "docs" / "performance.md"
TABLE = re.compile(r"(?<=<!-- measured -->\n).*(?=<!-- end -->)", re.DOTALL)


def main() -> None:
    """Measure, print, and write where that was asked for."""
    asked = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    asked.add_argument("--patients", type=int, default=1000, help="in the large database")
    asked.add_argument("--load", type=int, default=0, metavar="SECONDS")
    asked.add_argument("--only", choices=("storing", "serving"))
    asked.add_argument("--folder", type=Path, help="where databases are made, and kept")
    asked.add_argument("--write", action="store_true", help="into docs/performance.md")
    given = asked.parse_args()
    # The cast's passwords with the least work: they are not what is measured.
    passwords._HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    made_up = nullcontext(str(given.folder)) if given.folder else tempfile.TemporaryDirectory()
    lines = [HEADING]
    _say(HEADING)
    with made_up as folder:
        for row in _rows(Path(folder), given):
            lines.append(str(row))
            _say(str(row))
    if given.write:
        _write(lines)


def _rows(folder: Path, given: argparse.Namespace) -> Iterator[Row]:
    with tempfile.TemporaryDirectory(dir=folder) as fresh:
        if given.only != "serving":
            yield from storing.rows(Path(fresh), kept=folder, large=given.patients)
        if given.only != "storing":
            yield from serving.rows(Path(fresh), load_s=given.load)


def _write(lines: list[str]) -> None:
    told = (
        f"{datetime.now(UTC):%d %B %Y}, {os.cpu_count()} cores ({_processor()}), "
        f"Python {platform.python_version()}, SQLite {sqlite_module().sqlite_version}."
    )
    table = "\n".join([told, "", *lines, ""])
    PAGE.write_text(TABLE.sub(lambda _: table, PAGE.read_text("utf-8")), "utf-8")


def _processor() -> str:
    told = Path("/proc/cpuinfo")
    found = re.search(r"model name\s*: (.*)", told.read_text()) if told.exists() else None
    return found[1] if found else platform.machine()


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
