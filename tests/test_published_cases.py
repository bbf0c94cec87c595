"""Every figure of published schedules, by the command and through the page."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction

import pytest
from click.testing import CliRunner

from taper.actions import plans
from taper.cli.steps import steps
from taper.plan.method_form import read_form
from taper.plan.typed import TypedRow, read_rows
from taper.plan.typed_preparations import TypedSupply
from tests.conftest import Cast
from tests.editor import editor, paste_rows, tables
from tests.methods_on_page import STARTS
from tests.pages import served
from tests.published_cases import HALF_AT_7_9, PUBLISHED, Published
from tests.test_ui_expander import fill, rounded, work_out
from tests.test_ui_occupancy import switch, typed_curve

FIRST = date(2026, 12, 1)
PRINTED = 0.00005  # figures are published with four digits after the point
ROUNDED = Fraction(1, 2000) + Fraction(PRINTED)  # to whole micrograms, in the editor


@pytest.fixture
def cast(sqlite_cast: Cast) -> Iterator[Cast]:
    with served(sqlite_cast):
        yield sqlite_cast


def command(case: Published, *options: str) -> dict[str, object]:
    """Ask the command for what the page's fields say."""
    read = read_form(
        case.kind,
        STARTS | case.typed,
        medicine=case.medicine,
        form=case.form,
        supply=TypedSupply(made_from="as_worked_out"),
    )
    assert read.request is not None, read.missing
    asked = read.request.model_dump_json()
    found = CliRunner().invoke(steps, ["--format", "json", *options], input=asked)
    assert found.exit_code == 0, found.stderr
    answer: dict[str, object] = json.loads(found.stdout)
    return answer


def on_days(rows: list[tuple[date, list[float]]], case: Published) -> list[float]:
    """Give the mg of each day that has a figure."""
    days = [FIRST + timedelta(days=case.every * n) for n in range(len(case.mg))]
    found = []
    for day in days:
        starts, cycle = max(row for row in rows if row[0] <= day)
        found.append(cycle[(day - starts).days % len(cycle)])
    return found


@pytest.mark.parametrize("name", PUBLISHED)
def test_the_command_gives_every_figure(name: str):
    case = PUBLISHED[name]
    answer = command(case)
    tolerance = 0.005 if case.occupancy else PRINTED  # that one was published with two digits
    cycles: dict[date, list[float]] = {}
    for row in answer["rows"]:  # type: ignore[attr-defined]
        exact = sum(Fraction(each["intended_exactly"]) for each in row["intakes"])
        cycles.setdefault(date.fromisoformat(row["starts_on"]), []).append(float(exact))
    if case.kind == "every_n_days":  # the days of a pattern are rows of their own
        cycles = {FIRST: [20.0, 0.0], FIRST + timedelta(days=14): [0.0]}
    assert on_days(list(cycles.items()), case) == pytest.approx(case.mg, abs=tolerance)
    if case.occupancy:
        shown = [float(row["occupancy_percent"]) for row in answer["rows"]]  # type: ignore[attr-defined]
        assert shown == pytest.approx(case.occupancy, abs=0.005)


@pytest.mark.parametrize("name", PUBLISHED)
def test_the_page_puts_every_figure_into_the_editor(cast: Cast, name: str):
    case = PUBLISHED[name]
    plans.open_course(
        cast.clinic, cast.dr_bose, cast.patient, medicine=case.medicine, form=case.form
    )
    at = work_out(fill(rounded(editor(cast), "0.001"), case.kind, case.typed))
    table = at.data_editor[0].value
    typed = [
        TypedRow(starts=starts, dose=dose)
        for starts, dose in zip(table["starts"], table["dose"], strict=True)
        if dose
    ]
    rows = [
        (row.starts, [float(sum(timed.dose.mg for timed in day)) for day in row.cycle])
        for row in read_rows(typed)
        if row.starts and row.cycle
    ]
    tolerance = 0.0055 if case.occupancy else float(ROUNDED)
    assert on_days(rows, case) == pytest.approx(case.mg, abs=tolerance)


def test_occupancies_of_a_function_stand_beside_each_row_of_the_page(cast: Cast):
    plans.open_course(
        cast.clinic, cast.dr_bose, cast.patient, medicine="exampline", form="capsules"
    )
    days = [FIRST + timedelta(days=28 * n) for n in range(len(HALF_AT_7_9))]
    pasted = "\n".join(f"{day}\t{mg}" for day, mg in zip(days, HALF_AT_7_9, strict=True))
    at = paste_rows(editor(cast), pasted)
    switch(at).set_value(True).run()
    at = typed_curve(at, vmax_percent="100", k_mg="7.9")
    page = tables(at)
    for percent in HALF_AT_7_9.values():
        shown = f"{percent:.1f}".removesuffix(".0")
        assert f"Modelled occupancy {shown} % (striatum)." in page


def test_occupancies_of_a_function_come_with_a_list_by_the_command():
    rows = [{"dose_mg": mg, "days": 28} for mg in HALF_AT_7_9]
    asked = {
        "medicine": "exampline",
        "form": "capsules",
        "starts_on": "2026-12-01",
        "method": {"kind": "list", "rows": rows, "source": "a list", "then": "holds"},
        "delivery": {"kind": "as_worked_out"},
        "curve": {
            "kind": "typed",
            "region": "striatum",
            "vmax_percent": 100,
            "k_mg": "7.9",
            "source": "a list",
        },
    }
    found = CliRunner().invoke(steps, ["--format", "json"], input=json.dumps(asked))
    assert found.exit_code == 0, found.stderr
    shown = [float(row["occupancy_percent"]) for row in json.loads(found.stdout)["rows"]]
    assert shown == pytest.approx(list(HALF_AT_7_9.values()), abs=0.06)


def test_a_target_above_the_curve_is_refused_by_the_command():
    asked = {
        "medicine": "exampline",
        "form": "tablets",
        "starts_on": "2026-12-01",
        "method": {
            "kind": "occupancy_targets",
            "start_mg": 20,
            "start_days": 28,
            "targets_percent": [70],
            "interval_days": 28,
            "then": "holds",
        },
        "delivery": {"kind": "as_worked_out"},
        "curve": {
            "kind": "typed",
            "region": "putamen",
            "vmax_percent": "69.32",
            "k_mg": "1.22",
            "source": "a list",
        },
    }
    found = CliRunner().invoke(steps, [], input=json.dumps(asked))
    assert found.exit_code == 2
    assert "No dose reaches 70 % in this model." in found.stderr
