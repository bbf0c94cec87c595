"""Modelled occupancy of the serotonin transporter: a population curve, not a prediction."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from taper.errors import TaperError
from taper.plan.amount import CurvePercent, DoseMg, StepMg
from taper.plan.dose import intended_text

CAP_PERCENT = Fraction(100)  # some fitted curves pass 100 %, which no occupancy can

Range = Literal["inside", "below", "above", "unknown"]


class Curve(BaseModel, frozen=True):
    """occupancy % = vmax_percent * dose / (k_mg + dose); docs/sources.md#occupancy.

    ``k_mg`` is the dose of half of ``vmax_percent``, which is not 50 % unless that is 100.
    """

    region: Annotated[str, Field(min_length=1, max_length=120)]
    vmax_percent: CurvePercent
    k_mg: StepMg
    source: Annotated[str, Field(min_length=1, max_length=500)]
    # The lowest and highest dose that was scanned; None where the source does not say.
    scanned_mg: tuple[DoseMg, DoseMg] | None
    typed: bool = False  # by the prescriber, and so of no list

    def occupancy(self, mg: Fraction) -> Fraction:
        """Give the modelled occupancy in % at *mg*, exactly and uncapped."""
        return self.vmax_percent * mg / (self.k_mg + mg)

    def dose_at(self, percent: Fraction) -> Fraction:
        """Give the mg at which the model says *percent*; refuse what no dose reaches."""
        if percent >= self.vmax_percent:
            raise TaperError(
                "method.occupancy_unreachable",
                target=intended_text(percent),
                vmax=intended_text(self.vmax_percent),
                region=self.region,
            )
        return self.k_mg * percent / (self.vmax_percent - percent)

    def range_of(self, mg: Fraction) -> Range:
        """Say whether *mg* lies among the doses that were scanned; 0 mg needs no scan."""
        if mg == 0:
            return "inside"
        if self.scanned_mg is None:
            return "unknown"
        low, high = self.scanned_mg
        return "below" if mg < low else "above" if mg > high else "inside"

    @property
    def alone(self) -> "Curve":
        """The curve as it is kept in signed content: without the list that it came from."""
        return Curve(**{name: getattr(self, name) for name in Curve.model_fields})


class ListedCurve(Curve, frozen=True):
    """A curve of facts/occupancy.toml: for one medicine, in the forms that are named."""

    medicine: Annotated[str, Field(min_length=1)]
    forms: Annotated[tuple[str, ...], Field(min_length=1)]
    how_checked: Annotated[str, Field(min_length=10)]

    def fits(self, medicine: str, form: str) -> bool:
        """Whether the curve is for exactly this medicine in this form."""
        return _name(medicine) == self.medicine and _form(form) in set(map(_form, self.forms))


def _name(typed: str) -> str:
    return " ".join(typed.casefold().split())


def _form(typed: str) -> str:
    return _name(typed).removesuffix("s")  # tablet and tablets are one form


def shown_percent(percent: Fraction) -> Fraction:
    """Give what is drawn and written for *percent*: never above 100."""
    return min(percent, CAP_PERCENT)


def pick(curves: tuple[ListedCurve, ...], *, medicine: str, form: str, region: str) -> ListedCurve:
    """Give the curve that was named; none is borrowed from another medicine, form or region."""
    for_medicine = [each for each in curves if each.medicine == _name(medicine)]
    if not for_medicine:
        raise TaperError("method.no_curve_for_medicine")
    in_form = [each for each in for_medicine if each.fits(medicine, form)]
    if not in_form:
        forms = dict.fromkeys(name for each in for_medicine for name in each.forms)
        raise TaperError("method.no_curve_for_form", forms=", ".join(forms))
    named = [each for each in in_form if each.region == _name(region)]
    if not named:
        regions = ", ".join(each.region for each in in_form)
        raise TaperError("method.no_curve_for_region", regions=regions)
    return named[0]


def spread(curves: Sequence[Curve], mg: Fraction) -> tuple[Fraction, Fraction] | None:
    """Give the lowest and highest modelled occupancy at *mg* across *curves* of one medicine."""
    found = [each.occupancy(mg) for each in curves]
    return (min(found), max(found)) if found else None
