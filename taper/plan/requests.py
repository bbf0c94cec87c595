"""What a prescriber types or picks to have rows worked out. Nothing here has a default."""

import json
from decimal import Decimal
from typing import Annotated, Any, Literal, NoReturn, Self

from pydantic import Field, ValidationError, model_validator

from taper.errors import TaperError
from taper.plan.amount import CurvePercent, DoseMg, StepMg
from taper.plan.methods_typed import Day, Method, Name, Source, Typed
from taper.plan.preparations import Preparations, Rounding

LONGEST_REQUEST = 200_000  # characters of JSON


class AsWorkedOut(Typed):
    """Round nothing: a dose that isn't whole micrograms has no deliverable dose."""

    kind: Literal["as_worked_out"]


class MultipleOf(Typed):
    """Round to multiples of one smallest amount."""

    kind: Literal["multiple_of"]
    unit_mg: DoseMg
    rounding: Rounding

    @model_validator(mode="after")
    def _is_an_amount(self) -> Self:
        if not self.unit_mg:
            raise TaperError("method.unit_is_zero")
        return self


class FromPreparations(Typed):
    """Round to what can be made from what the patient has."""

    kind: Literal["preparations"]
    preparations: Preparations
    rounding: Rounding


Delivery = Annotated[AsWorkedOut | MultipleOf | FromPreparations, Field(discriminator="kind")]


class PickedCurve(Typed):
    """A curve of the list, by its region; medicine and form are those of the request."""

    kind: Literal["listed"]
    region: Name


class TypedCurve(Typed):
    """A curve that the prescriber typed, with where it comes from."""

    kind: Literal["typed"]
    region: Name
    vmax_percent: CurvePercent
    k_mg: StepMg
    source: Source


class StepsRequest(Typed):
    """Everything that rows are worked out from."""

    medicine: Name
    form: Name
    starts_on: Day
    method: Method
    delivery: Delivery
    curve: Annotated[PickedCurve | TypedCurve, Field(discriminator="kind")] | None = None


def request_schema() -> dict[str, Any]:
    """Give the JSON Schema of a request."""
    return StepsRequest.model_json_schema()


def read_request(text: str) -> StepsRequest:
    """Read a request from JSON; TaperError names the first field that can't be used."""
    if len(text) > LONGEST_REQUEST:
        raise TaperError("method.request_too_long", most=LONGEST_REQUEST)
    try:
        typed = json.loads(text, parse_float=Decimal, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise TaperError("method.request_not_json") from error
    try:
        return StepsRequest.model_validate(typed)
    except ValidationError as error:
        raise _refusal(error) from error


def _no_number(_name: str) -> NoReturn:
    raise ValueError("not a number")


def _refusal(error: ValidationError) -> TaperError:
    first = error.errors(include_url=False, include_input=False)[0]
    return TaperError(
        "method.request_field",
        field=".".join(str(part) for part in first["loc"]) or "request",
        reason=first["msg"].removeprefix("Value error, "),
    )
