"""Rows worked out from a prescriber's numbers. It reads no record and changes none."""

from typing import Literal

from taper.errors import TaperError
from taper.exports import steps as export
from taper.facts.occupancy import curves
from taper.plan.occupancy import Curve, ListedCurve, pick
from taper.plan.requests import PickedCurve, StepsRequest
from taper.plan.steps import WorkedOut, WorkedOutRow, work_out
from taper.settings import Settings

Format = Literal["csv", "json"]


def work_out_steps(settings: Settings, request: StepsRequest) -> WorkedOut:
    """Work out the rows of *request*; refused where the operator switched that off."""
    if settings.step_expander == "off":
        raise TaperError("method.expander_off")
    return work_out(request, curve_of(request))


def curve_of(request: StepsRequest) -> Curve | None:
    """Give the curve that was picked or typed; TaperError where none on file fits exactly."""
    asked = request.curve
    if asked is None:
        return None
    if isinstance(asked, PickedCurve):
        return pick(curves(), medicine=request.medicine, form=request.form, region=asked.region)
    return Curve(**asked.model_dump(exclude={"kind"}), scanned_mg=None, typed=True)


def curves_for(medicine: str, form: str) -> tuple[ListedCurve, ...]:
    """Give the curves on file for exactly this medicine in this form; none where there is none."""
    return tuple(each for each in curves() if each.fits(medicine, form))


def no_curve(medicine: str, form: str) -> None:
    """Refuse with the reason why no curve on file fits; nothing where one does."""
    if not curves_for(medicine, form):
        pick(curves(), medicine=medicine, form=form, region="")


def by_medicine(
    worked_out: WorkedOut,
) -> tuple[tuple[WorkedOutRow, ...], tuple[WorkedOutRow, ...]]:
    """Give the rows of the first and of the second medicine; the second may have none."""
    rows = worked_out.rows
    # Both begin on the same day; the days of a pattern have one each.
    begins = [
        place
        for place, row in enumerate(rows)
        if place and row.step == 1 and row.starts_on == rows[0].starts_on
    ]
    return (rows[: begins[0]], rows[begins[0] :]) if begins else (rows, ())


def written(worked_out: WorkedOut, form: Format) -> str:
    """Write worked-out rows as text of *form*."""
    return export.steps_csv(worked_out) if form == "csv" else export.steps_json(worked_out)


def facts_of_all(worked_out: WorkedOut) -> tuple[str, ...]:
    """Give the facts that a page says once; a rounded dose is named beside its own row."""
    kept = [each for each in worked_out.findings if each.key != "method.unreachable"]
    return export.facts(worked_out.model_copy(update={"findings": tuple(kept)}))


def facts(worked_out: WorkedOut) -> tuple[str, ...]:
    """Give the facts beside worked-out rows, as sentences."""
    return export.facts(worked_out)
