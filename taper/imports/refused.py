"""A line of a file that does not fit, and why."""

from collections.abc import Mapping

from pydantic import BaseModel

LONGEST_QUOTE = 40  # characters of a cell that are said back


class RefusedLine(BaseModel, frozen=True):
    """One reason against one line; *key* and *values* as for a TaperError."""

    line: int  # as an editor counts, from 1
    column: str = ""  # "" where the line as a whole doesn't fit
    key: str
    values: Mapping[str, object] = {}


def quoted(cell: str) -> str:
    """Give a cell as it is said back: its beginning, on one line."""
    plain = " ".join(cell.split())
    return plain if len(plain) <= LONGEST_QUOTE else plain[: LONGEST_QUOTE - 1] + "…"
