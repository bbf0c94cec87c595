"""The JSON Schema of a takeout as the tables have it; run it to write the shipped file anew."""

import json
from typing import Any

import sqlalchemy as sa

from taper.imports.takeout import SCHEMA
from taper.storage import takeout
from taper.storage.columns import Flag, Identifier, LocalDay, Moment, TimeOfDay
from taper.storage.tables import Base, table_of
from taper.storage.tables_takeout import PlanElsewhereRow

DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
MOMENT = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}\+00:00$"
TIME = r"^[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?$"
SHA256 = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
ID = {"type": "integer", "minimum": 0, "maximum": 2**63 - 1}
TEXT = {"type": "string"}
LISTS = {"cycle", "on_days"}
BOUNDS = {
    "mood": 10,
    "sleep_min": 1440,
    "sleep_quality": 10,
    "usual_things": 10,
    "ug": 2**31 - 1,
    "points": 1000,
    "revision": 2**31 - 1,
    "version": 2**31 - 1,
}
SCORES = {
    "type": "object",
    "additionalProperties": {"type": "integer", "minimum": 0, "maximum": 3},
}


def column(each: sa.Column[Any]) -> dict[str, Any]:
    found = _kind(each)
    if each.key == "scores":
        found = dict(SCORES)
    return {"anyOf": [found, {"type": "null"}]} if each.nullable else found


def _kind(each: sa.Column[Any]) -> dict[str, Any]:
    kind = each.type
    if isinstance(kind, Identifier):
        return ID
    if isinstance(kind, Flag):
        return {"type": "boolean"}
    if isinstance(kind, Moment):
        return {"type": "string", "pattern": MOMENT}
    if isinstance(kind, LocalDay):
        return {"type": "string", "pattern": DAY}
    if isinstance(kind, TimeOfDay):
        return {"type": "string", "pattern": TIME}
    if isinstance(kind, sa.LargeBinary):
        return {"type": "string", "pattern": "^([0-9a-f]{2})*$"}
    if isinstance(kind, sa.Integer):
        return {"type": "integer", "minimum": 0, "maximum": BOUNDS.get(each.key, 2**31 - 1)}
    if isinstance(kind, sa.Text):
        return SHA256 if each.key.endswith("sha256") else TEXT
    return {"type": "array" if each.key in LISTS else "object"}


def rows(table: sa.Table) -> dict[str, Any]:
    shown = {each.key: column(each) for each in table.c if each.key != "patient_id"}
    return {"type": "array", "items": closed(shown)}


def closed(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": sorted(properties),
        "additionalProperties": False,
    }


def schema() -> dict[str, Any]:
    name = {"type": "string", "minLength": 1, "maxLength": 120}
    person = {
        "id": {**ID, "minimum": 1},
        "name": name,
        "added_at": {"type": "string", "pattern": MOMENT},
        "language": {"anyOf": [{"type": "string", "pattern": "^[a-z]{2,3}$"}, {"type": "null"}]},
        "zone": TEXT,
        "country": {"anyOf": [{"type": "string", "pattern": "^[A-Z]{2}$"}, {"type": "null"}]},
        "mark": TEXT,
    }
    record = {
        "person": closed(person),
        "tables": closed({each: rows(Base.metadata.tables[each]) for each in takeout.RECORD}),
        "plans_signed": rows(table_of(PlanElsewhereRow)),
        "people": {"type": "array", "items": closed({"id": ID, "name": name})},
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Takeout of the taper tracker, format 1",
        "description": "Everything on file of one person; docs/takeout.md says what each part is.",
        **closed(
            {
                "taper_takeout": {"const": 1},
                "record": closed(record),
                "record_sha256": SHA256,
                "trails": {"type": "array", "items": TEXT, "minItems": 1, "maxItems": 100},
                "left_out": {"type": "array", "items": TEXT},
            }
        ),
    }


if __name__ == "__main__":
    SCHEMA.write_text(json.dumps(schema(), indent=1) + "\n", "utf-8")
