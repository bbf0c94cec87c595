"""A curve of modelled occupancy that a prescriber types: a region, Vmax, K and a source."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any, NamedTuple

from taper.errors import TaperError
from taper.plan.amount import decimal_text
from taper.plan.dose import UG_PER_MG, Dose
from taper.plan.occupancy import Curve
from taper.plan.reading import dose_text, plain, read_dose
from taper.plan.reading_numbers import read_curve_percent

LONGEST_NAME = 120
LONGEST_SOURCE = 500


def read_words(text: str, most: int = LONGEST_NAME) -> str:
    """Read words that must be there; TaperError says why not."""
    words = plain(text)
    if not words:
        raise TaperError("expand.nothing_typed")
    if len(words) > most:
        raise TaperError("expand.too_long", most=most)
    return words


def read_source(text: str) -> str:
    """Read where a curve or a list comes from."""
    return read_words(text, LONGEST_SOURCE)


def read_above_zero(text: str) -> Fraction:
    """Read mg above 0."""
    dose = read_dose(text)
    if not dose.ug:
        raise TaperError("supply.zero")
    return dose.mg


_READ: dict[str, Callable[[str], Any]] = {
    "typed_region": read_words,
    "vmax_percent": read_curve_percent,
    "k_mg": read_above_zero,
    "curve_source": read_source,
}
FIELDS = tuple(_READ)


class ReadCurve(NamedTuple):
    """A curve, or what stands in its way, by field; never both."""

    curve: Curve | None
    missing: tuple[tuple[str, TaperError], ...]


def read_typed_curve(answers: Mapping[str, str]) -> ReadCurve:
    """Read the fields of a typed curve; every one that can't be used is named."""
    got: dict[str, Any] = {}
    missing: list[tuple[str, TaperError]] = []
    for name, read in _READ.items():
        try:
            got[name] = read(answers.get(name, ""))
        except TaperError as error:
            missing.append((name, error))
    if missing:
        return ReadCurve(None, tuple(missing))
    curve = Curve(
        region=got["typed_region"],
        vmax_percent=got["vmax_percent"],
        k_mg=got["k_mg"],
        source=got["curve_source"],
        scanned_mg=None,
        typed=True,
    )
    return ReadCurve(curve, ())


def typed_fields(curve: Curve) -> dict[str, str]:
    """Write a typed curve so that `read_typed_curve` gives it back."""
    k = dose_text(Dose(ug=int(curve.k_mg * UG_PER_MG)))
    said = (curve.region, decimal_text(curve.vmax_percent), k, curve.source)
    return dict(zip(FIELDS, said, strict=True))
