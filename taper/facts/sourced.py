"""What every entry of a fact file must bring: words that name a source, and a day."""

from typing import Annotated

from pydantic import AfterValidator

NO_SOURCE = frozenset({"n/a", "na", "none", "unknown", "tbd", "todo", "see above"})
SHORTEST = 10  # "doi" alone names nothing


def _names_something(text: str) -> str:
    """Refuse a blank and the usual words for nothing; "n/a" is not a source."""
    plain = text.strip().casefold().strip(".-?! ")
    if plain in NO_SOURCE or len(plain) < SHORTEST:
        raise ValueError("names no source")
    return text


Sourced = Annotated[str, AfterValidator(_names_something)]
