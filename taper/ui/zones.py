"""Time zones to choose from: the places of the IANA list."""

import re
from functools import cache
from zoneinfo import available_timezones

_PLACE = re.compile(r"[A-Z][A-Za-z]+(/[A-Za-z_+-]+)+")
_NO_PLACE = ("Etc/", "US/", "Canada/", "Brazil/", "Chile/", "Mexico/", "SystemV/")


@cache
def zones() -> tuple[str, ...]:
    """Give the names of places in the order of the alphabet, and UTC."""
    places = [
        name
        for name in available_timezones()
        if _PLACE.fullmatch(name) and not name.startswith(_NO_PLACE)
    ]
    return (*sorted(places), "UTC")


def zone_label(name: str) -> str:
    """Write a zone for reading: America/New York."""
    return name.replace("_", " ")
