"""What stands in one box of a paper sheet, as it is typed in."""

from taper.errors import TaperError

_TICKS = frozenset({"x", "✓", "✗", "yes", "y"})
TEN, SEVEREST = 10, 3


def read_of_ten(text: str) -> int | None:
    """Read an answer from 0 to 10; None where the box is empty."""
    return _number(text, TEN, "paper.of_ten")


def read_severity(text: str) -> int | None:
    """Read a severity from 0 (none) to 3 (severe); None where the box is empty."""
    return _number(text, SEVEREST, "paper.severity")


def read_tick(text: str) -> bool:
    """Say whether a box is ticked."""
    typed = text.strip().casefold()
    if typed and typed not in _TICKS:
        raise TaperError("paper.tick")
    return bool(typed)


def _number(text: str, most: int, refusal: str) -> int | None:
    typed = text.strip()
    if not typed:
        return None
    is_short = typed.isascii() and typed.isdigit() and len(typed) <= 2
    if not is_short or int(typed) > most:
        raise TaperError(refusal)
    return int(typed)
