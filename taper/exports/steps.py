"""Worked-out rows as CSV and as JSON, one line per row, and per day of a pattern."""

import csv
import io
import json

from taper.exports.csv import guard
from taper.plan.amount import fraction_text
from taper.plan.steps import COLUMNS, WorkedOut, WorkedOutRow, record
from taper.words import say_values


def steps_csv(worked_out: WorkedOut) -> str:
    """Write rows as CSV (RFC 4180); where there are two medicines, the first column names them."""
    named = ("medicine",) if _has_two_medicines(worked_out) else ()
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, (*named, *COLUMNS), lineterminator="\r\n", extrasaction="ignore")
    writer.writeheader()
    for row in worked_out.rows:
        cells = record(row, guard(_said(row)))
        writer.writerow({"medicine": guard(row.medicine)} | cells)
    return text.getvalue()


def steps_json(worked_out: WorkedOut) -> str:
    """Write rows as JSON: the columns of the CSV, and what those round or leave out.

    Numbers of mg and % are text, so that they stay decimal; null where there is nothing to say.
    """
    rows = [_whole(row) for row in worked_out.rows]
    facts = [
        {"step": found.step, "says": say_values(found.key, found.values)}
        for found in worked_out.findings
    ]
    return json.dumps({"rows": rows, "facts": facts}, ensure_ascii=False, indent=2) + "\n"


def facts(worked_out: WorkedOut) -> tuple[str, ...]:
    """Give the facts beside the rows, as sentences."""
    return tuple(say_values(found.key, found.values) for found in worked_out.findings)


def _whole(row: WorkedOutRow) -> dict[str, object]:
    intakes = [
        {
            "at": each.at.strftime("%H:%M") if each.at else None,
            "intended_exactly": fraction_text(each.intended),
            "deliverable_ug": each.made_ug,
            "about": each.about,
        }
        for each in row.intakes
    ]
    return {
        "medicine": row.medicine,
        **{name: cell or None for name, cell in record(row, _said(row)).items()},
        "step": row.step,
        "days": row.days,
        "intakes": intakes,
        "occupancy_range": row.occupancy_range,
    }


def _said(row: WorkedOutRow) -> str:
    return say_values(row.working.key, row.working.values)


def _has_two_medicines(worked_out: WorkedOut) -> bool:
    return len({row.medicine for row in worked_out.rows}) > 1
