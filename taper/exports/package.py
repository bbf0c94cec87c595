"""The package: every table as CSV in one zip, with a description for programs and a README.

The same values give the same bytes, so that two packages can be compared.
"""

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from taper.diary.symptoms import Slug
from taper.diary.tags import SymptomTag
from taper.exports.csv import timeline_csv
from taper.exports.package_diary import (
    AnsweredSheet,
    Revision,
    check_in_table,
    event_table,
    intake_table,
    questionnaire_table,
    request_table,
    symptom_table,
    tag_table,
)
from taper.exports.package_plan import plan_tables
from taper.exports.tables import Field, fields_of_timeline
from taper.people.request import PatientRequest
from taper.plan.plan import CoursePlans, PlanVersion
from taper.record.beside import Sheet
from taper.record.record import Record
from taper.words import say

_WHEN = (1980, 1, 1, 0, 0, 0)  # the first moment that a zip can name: no clock is in the bytes
_READABLE = 0o100644 << 16
# Said, since a program that guesses can take what somebody wrote for the sign between two cells.
_DIALECT = {
    "delimiter": ",",
    "lineTerminator": "\r\n",
    "quoteChar": '"',
    "doubleQuote": True,
    "skipInitialSpace": False,
}


class PackageContents(NamedTuple):
    """What is put into a package: already cut to what its reader may see."""

    record: Record
    first: date
    last: date
    revisions: Sequence[Revision]
    sheets: Sequence[AnsweredSheet]
    elsewhere: Sequence[Sheet]
    requests: Sequence[PatientRequest]
    tags: Mapping[Slug, Sequence[SymptomTag]]
    left_out: tuple[str, ...]  # sentences


class _File(NamedTuple):
    name: str
    fields: tuple[Field, ...]
    body: bytes


def package_zip(contents: PackageContents) -> bytes:
    """Write the package of *contents*."""
    files = [_timeline(contents), *_tables(contents)]
    described = json.dumps(_description(files), indent=2, ensure_ascii=False) + "\n"
    bodies = {f"{each.name}.csv": each.body for each in files}
    bodies["datapackage.json"] = described.encode()
    bodies["README.txt"] = _readme(contents, list(bodies)).encode("utf-8-sig")
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as package:
        for name, body in bodies.items():
            entry = zipfile.ZipInfo(name, _WHEN)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, _READABLE
            entry.create_system = 3  # as everywhere, whatever system writes it
            package.writestr(entry, body)
    return made.getvalue()


def _timeline(contents: PackageContents) -> _File:
    """Write the timeline as the single-file export has it."""
    record = contents.record
    timelines = record.timelines(contents.first, contents.last)
    body = timeline_csv(
        timelines, record.shown_symptoms, record.beside, is_open=record.diary_is_open
    )
    return _File("timeline", fields_of_timeline(body), body)


def _tables(contents: PackageContents) -> list[_File]:
    courses = {each.course.id: each.course for each in contents.record.plans}
    tables = (
        check_in_table(contents.revisions),
        *plan_tables(contents.record.plans),
        intake_table(contents.revisions, courses),
        questionnaire_table(contents.sheets, contents.elsewhere),
        event_table(contents.record.beside.events),
        request_table(contents.requests, courses),
        symptom_table(contents.record.symptoms),
        tag_table(contents.tags, contents.record.symptoms),
    )
    return [_File(each.name, each.fields, each.csv) for each in tables]


def _description(files: Sequence[_File]) -> Mapping[str, Any]:
    return {
        "profile": "tabular-data-package",
        "name": "taper-diary",
        "resources": [_resource(each) for each in files],
    }


def _resource(file: _File) -> Mapping[str, Any]:
    return {
        "name": file.name,
        "path": f"{file.name}.csv",
        "description": say(f"field.of_{file.name}"),
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": _DIALECT,
        "bytes": len(file.body),
        "hash": f"sha256:{hashlib.sha256(file.body).hexdigest()}",
        "schema": {"fields": [each.schema for each in file.fields], "missingValues": [""]},
    }


def _readme(contents: PackageContents, names: Sequence[str]) -> str:
    record = contents.record
    lines = [
        say("product.purpose"),
        "",
        say("package.days", first=contents.first, last=contents.last),
        say("package.zone", zone=record.patient.zone),
        say("package.whole"),
        "",
        say("package.plan"),
        *(_plan_lines(record.plans) or [say("package.no_plan")]),
        "",
        say("package.questionnaires"),
        *(instrument_lines(contents.sheets) or [say("package.no_questionnaires")]),
        "",
        say("package.left_out"),
        *contents.left_out,
        say("package.struck_out"),
        "",
        say("package.files"),
        *names,
        "",
        *(say(f"package.{name}") for name in ("empty", "apostrophe", "hours", "doses")),
    ]
    return "\r\n".join(line.replace("\0", "") for line in lines) + "\r\n"


def _plan_lines(plans: Sequence[CoursePlans]) -> list[str]:
    return [plan_line(each) for course in plans for each in course.versions]


def plan_line(signed: PlanVersion) -> str:
    """Write which version it is, from when, whose, and how its doses were rounded."""
    supply = signed.plan.supply
    rounding = f"package.rounding_{supply.rounding.rule}" if supply else "package.rounding_none"
    return say(
        "package.version",
        medicine=signed.plan.medicine,
        form=signed.plan.form,
        version=signed.version,
        day=signed.in_force_from,
        name=signed.signed_by_name,
        mark=signed.short_hash,
        rounding=say(rounding),
    )


def instrument_lines(sheets: Sequence[AnsweredSheet]) -> list[str]:
    used = {(each.instrument.title, each.response.instrument_version) for each in sheets}
    return [say("package.instrument", title=title, version=v) for title, v in sorted(used)]
