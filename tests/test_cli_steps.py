"""`taper steps`: a request in, rows out; a refusal is a sentence and exit code 2."""

import csv
import io
import json

import pytest
from click.testing import CliRunner

from taper.actions.steps import curves_for
from taper.cli.steps import steps
from taper.exports.csv import unguard
from taper.plan.steps import COLUMNS

CITALOPRAM = {
    "medicine": "citalopram",
    "form": "tablets",
    "starts_on": "2026-12-01",
    "method": {
        "kind": "occupancy_points",
        "start_mg": 20,
        "start_days": 28,
        "points": 10,
        "counted": "at_multiples",
        "interval_days": 28,
        "end": {"kind": "above_dose", "last_mg": "0.1", "then": "zero"},
    },
    "delivery": {"kind": "as_worked_out"},
    "curve": {"kind": "listed", "region": "striatum"},
}


def run(request, *options, env=None):
    text = request if isinstance(request, str | bytes) else json.dumps(request)
    return CliRunner().invoke(steps, options, input=text, env=env)


def test_a_published_case_comes_out_as_csv():
    result = run(CITALOPRAM)
    rows = list(csv.DictReader(io.StringIO(result.stdout, newline="")))
    assert result.exit_code == 0
    assert tuple(rows[0]) == COLUMNS
    assert [round(float(row["intended_mg"]), 2) for row in rows] == [
        *[20, 11.67, 5.83, 3.43, 2.12, 1.29, 0.73, 0.31, 0],
    ]
    assert [round(float(row["occupancy_percent"]), 2) for row in rows][:3] == [75.22, 70, 60]
    assert "population model, not a prediction" in result.stderr


def test_json_says_the_same_and_what_csv_rounds():
    result = run(CITALOPRAM, "--format", "json")
    found = json.loads(result.stdout)
    assert result.stderr == ""
    assert list(found["rows"][0])[1:10] == list(COLUMNS)
    assert found["rows"][0]["cut_mg"] is None
    assert found["rows"][1]["step"] == 2
    assert found["rows"][1]["intakes"][0]["intended_exactly"] == "35/3"
    assert found["rows"][1]["occupancy_range"] == "unknown"
    assert any("prediction" in fact["says"] for fact in found["facts"])


def test_a_file_is_read_like_standard_input(tmp_path):
    file = tmp_path / "request.json"
    file.write_text(json.dumps(CITALOPRAM), "utf-8-sig")
    assert CliRunner().invoke(steps, [str(file)]).stdout == run(CITALOPRAM).stdout


def test_the_schema_is_printed_without_a_request():
    result = run("", "--schema")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["title"] == "StepsRequest"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"form": "prolonged-release tablets"}, "for other forms: tablet, oral drops"),
        ({"medicine": "exampline"}, "no curve on file for this medicine"),
        ({"curve": None}, "needs a curve"),
        ({"starts_on": None}, "starts_on"),
    ],
)
def test_a_refusal_is_a_sentence_and_exit_code_2(change, sentence):
    result = run({**CITALOPRAM, **change})
    assert result.exit_code == 2
    assert sentence in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize("text", ["", "{", b"\xff\xfe{", "[]"])
def test_what_is_no_request_is_refused(text):
    result = run(text)
    assert result.exit_code == 2
    assert result.stderr.startswith("The request can't be")


def test_an_operator_can_switch_it_off():
    result = run(CITALOPRAM, env={"TAPER_STEP_EXPANDER": "off"})
    assert result.exit_code == 2
    assert "switched off" in result.stderr


def test_a_typed_curve_is_used_with_its_own_source():
    typed = {
        "kind": "typed",
        "region": "putamen",
        "vmax_percent": "69.32",
        "k_mg": "1.22",
        "source": "typed",
    }
    method = {
        "kind": "occupancy_targets",
        "start_mg": 20,
        "start_days": 0,
        "targets_percent": [70],
        "interval_days": 28,
        "then": "holds",
    }
    result = run({**CITALOPRAM, "method": method, "curve": typed})
    assert result.exit_code == 2
    assert "No dose reaches 70 %" in result.stderr


def test_what_was_typed_never_becomes_a_formula_in_a_spreadsheet():
    row = {"first_mg": 5, "second_mg": 1, "days": 7}
    method = {
        "kind": "cross_taper",
        "second_medicine": "=1+1",
        "second_form": "drops",
        "rows": [row],
        "first_then": "zero",
        "second_then": "holds",
    }
    result = run({**CITALOPRAM, "method": method, "curve": None})
    rows = list(csv.DictReader(io.StringIO(result.stdout, newline="")))
    assert tuple(rows[0]) == ("medicine", *COLUMNS)
    assert rows[-1]["medicine"] == "'=1+1"
    assert unguard(rows[-1]["medicine"]) == "=1+1"


def test_curves_are_offered_for_exactly_the_medicine_and_form():
    assert [each.region for each in curves_for("Escitalopram", "tablets")] == [
        "caudate",
        "dorsal raphe nucleus",
        "putamen",
        "thalamus",
    ]
    assert curves_for("venlafaxine", "tablets") == ()
    assert curves_for("exampline", "tablets") == ()
