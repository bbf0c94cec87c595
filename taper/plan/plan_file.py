"""A plan as a small JSON file, which another installation reads as a draft; docs/plan-file.md."""

import json
from datetime import date, time
from typing import Annotated, Literal

from pydantic import BaseModel, Field, ValidationError

from taper.errors import TaperError
from taper.plan.amount import DoseMg
from taper.plan.dose import UG_PER_MG, Dose
from taper.plan.draft import typed_plan
from taper.plan.guard import PrintedPart
from taper.plan.plan import Ending, Name, Plan, Step, Supply, TimedDose, Words
from taper.plan.preparations import MOST_PREPARATIONS
from taper.plan.typed import MOST_ROWS, TypedPlan

LONGEST_FILE = 4_000_000  # characters; 800 rows with a long remark each have fewer
FORMAT: Literal[2] = 2  # 2 adds what doses are made of
READABLE_FORMATS = (1, 2)


class FileIntake(BaseModel, frozen=True, extra="forbid"):
    """One intake: mg as decimal text, and exactly what was intended where that was worked out."""

    at: time | None
    mg: DoseMg
    intended: Annotated[str, Field(pattern=r"^\d+/[1-9]\d*$")] | None
    made_of: Annotated[tuple[PrintedPart, ...], Field(max_length=MOST_PREPARATIONS)] = ()


class FileRow(BaseModel, frozen=True, extra="forbid"):
    """One row: its days go round from the day it starts."""

    starts: date
    days: Annotated[
        tuple[Annotated[tuple[FileIntake, ...], Field(min_length=1)], ...],
        Field(min_length=1, max_length=28),
    ]
    working: Words
    words: Words


class FileEnding(BaseModel, frozen=True, extra="forbid"):
    """How long the last row holds (null: until further notice), and what follows."""

    holds_until: date | None
    then: Words


class PlanFile(BaseModel, frozen=True, extra="forbid"):
    """The whole file. It names nobody: neither patient nor prescriber."""

    taper_plan: Literal[1, 2]
    medicine: Name
    form: Name
    rows: Annotated[tuple[FileRow, ...], Field(min_length=1, max_length=MOST_ROWS)]
    ending: FileEnding | None
    if_too_hard: Words
    if_missed: Words
    contact: Words
    supply: Supply | None = None


class ReadFile(BaseModel, frozen=True):
    """What a file gives: a draft, and the medicine and form that it was written for."""

    medicine: str
    form: str
    typed: TypedPlan


def plan_file(plan: Plan) -> str:
    """Write *plan* as the text of a file."""
    content = PlanFile(
        taper_plan=FORMAT,
        medicine=plan.medicine,
        form=plan.form,
        rows=tuple(map(_row, plan.steps)),
        ending=FileEnding(**plan.ending.model_dump()) if plan.ending else None,
        if_too_hard=plan.if_too_hard,
        if_missed=plan.if_missed,
        contact=plan.contact,
        supply=plan.supply,
    )
    return content.model_dump_json(indent=2) + "\n"


def read_plan_file(text: str) -> ReadFile:
    """Read a file as a draft; TaperError says what it is instead."""
    if len(text) > LONGEST_FILE:
        raise TaperError("plan_file.too_long", most=LONGEST_FILE)
    content = _content(text)
    plan = _plan(content)
    return ReadFile(medicine=content.medicine, form=content.form, typed=typed_plan(plan))


def _content(text: str) -> PlanFile:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise TaperError("plan_file.not_json") from error
    if not isinstance(found, dict) or "taper_plan" not in found:
        raise TaperError("plan_file.no_plan")
    if found["taper_plan"] not in READABLE_FORMATS:
        raise TaperError("plan_file.newer")
    try:
        return PlanFile.model_validate_json(text)
    except ValidationError as error:
        where = ".".join(map(str, error.errors(include_url=False, include_input=False)[0]["loc"]))
        raise TaperError("plan_file.field", field=where) from error


def _plan(content: PlanFile) -> Plan:
    try:
        return Plan(
            medicine=content.medicine,
            form=content.form,
            steps=tuple(map(_step, content.rows)),
            ending=Ending(**content.ending.model_dump()) if content.ending else None,
            if_too_hard=content.if_too_hard,
            if_missed=content.if_missed,
            contact=content.contact,
            supply=content.supply,
        )
    except ValidationError as error:  # dates out of order, an end that isn't named, parts
        raise TaperError("plan_file.contradicts") from error


def _row(step: Step) -> FileRow:
    days = tuple(
        tuple(
            FileIntake(at=each.at, mg=each.dose.mg, intended=each.intended, made_of=each.made_of)
            for each in day
        )
        for day in step.cycle
    )
    return FileRow(starts=step.starts, days=days, working=step.working, words=step.words)


def _step(row: FileRow) -> Step:
    cycle = tuple(
        tuple(
            TimedDose(
                at=each.at,
                dose=Dose(ug=int(each.mg * UG_PER_MG)),
                intended=each.intended,
                made_of=each.made_of,
            )
            for each in day
        )
        for day in row.days
    )
    return Step(starts=row.starts, cycle=cycle, working=row.working, words=row.words)
