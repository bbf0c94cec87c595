"""The figures of one record, worked out again by plain Python from the files of its package."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from statistics import mean
from typing import Any, NamedTuple

from tests.packages import rows
from tests.test_steps_from_csv import worked_out

Row = dict[str, str]
Course = tuple[str, str]  # medicine and form

SEVERITIES = ("none", "mild", "moderate", "severe")
AT_ONCE = 6  # columns of one step table on paper and on the page
FACTS_OF_A_STEP = 4  # its name, and three counts of days
ONE_DAY = timedelta(days=1)


class Files(NamedTuple):
    """The files of a package as they stand there, cell by cell."""

    timeline: list[Row]
    check_ins: list[Row]
    intake: list[Row]
    plan_versions: list[Row]
    plan_steps: list[Row]
    questionnaires: list[Row]
    events: list[Row]

    @classmethod
    def of(cls, made: bytes) -> "Files":
        return cls(*(rows(made, f"{name}.csv") for name in cls._fields))

    @property
    def courses(self) -> list[Course]:
        """Medicines in the order of the timeline's columns."""
        named = [name for name in self.timeline[0] if name.startswith("medicine")]
        if named:
            first = self.timeline[0]
            return [(first[name], first[name.replace("medicine", "form")]) for name in named]
        return list(dict.fromkeys((each["medicine"], each["form"]) for each in self.plan_versions))

    @property
    def symptoms(self) -> list[str]:
        return [name for name in self.timeline[0] if name.startswith("symptom_")]

    @property
    def totals(self) -> list[str]:
        return [name for name in self.timeline[0] if name.startswith("total_")]

    def of_medicine(self, place: int) -> list[Row]:
        """Give the timeline with the columns of one medicine called as if it were alone."""
        end = f"_{place + 1}" if place else ""
        return [
            {**each, **{name: each[f"{name}{end}"] for name in OF_PLAN}} for each in self.timeline
        ]


OF_PLAN = (
    "plan_version",
    "planned_mg",
    "change_28d_mg",
    "change_28d_percent",
    "taken_mg",
    "taken",
    "days_since_planned_change",
    "days_since_taken_change",
)


# --- the plan, from its versions and rows


def in_force(files: Files, course: Course, day: date) -> Row | None:
    """Give the version that counts on *day*; None where no plan holds."""
    signed = [
        each
        for each in of_course(files.plan_versions, course)
        if each["in_force_from"] <= day.isoformat()
    ]
    newest = max(signed, key=lambda each: int(each["version"]), default=None)
    if newest is None or (newest["holds_until"] and day.isoformat() > newest["holds_until"]):
        return None
    return newest if row_on(files, newest, day) else None


def of_course(table: list[Row], course: Course) -> list[Row]:
    return [each for each in table if (each["medicine"], each["form"]) == course]


def steps_of(files: Files, signed: Row) -> list[Row]:
    own = of_course(files.plan_steps, (signed["medicine"], signed["form"]))
    return [each for each in own if each["version"] == signed["version"]]


def row_on(files: Files, signed: Row, day: date) -> list[Row]:
    """Give every intake of the pattern that *signed* says for *day*."""
    begun = [each for each in steps_of(files, signed) if each["starts"] <= day.isoformat()]
    last = max((int(each["row"]) for each in begun), default=0)
    return [each for each in begun if int(each["row"]) == last]


def intakes_on(files: Files, signed: Row, day: date, number: str) -> list[Row]:
    """Give the intakes that the row called *number* of *signed* says for *day*."""
    row = [each for each in steps_of(files, signed) if each["row"] == number]
    gone = (day - date.fromisoformat(row[0]["starts"])).days
    place = gone % int(row[0]["days_in_pattern"]) + 1
    return [each for each in row if int(each["day_of_pattern"]) == place]


def mg_on(files: Files, signed: Row, day: date) -> Decimal:
    number = row_on(files, signed, day)[0]["row"]
    intakes = intakes_on(files, signed, day, number)
    return sum((Decimal(each["dose_mg"]) for each in intakes), Decimal(0))


def pattern_on(files: Files, signed: Row, day: date, since: date) -> list[tuple[str, str]]:
    """Give what the row that holds on *day* repeats, intake by intake, from *since* on."""
    row = row_on(files, signed, day)
    return [
        (each["time"], each["dose_mg"])
        for later in range(int(row[0]["days_in_pattern"]))
        for each in intakes_on(files, signed, since + later * ONE_DAY, row[0]["row"])
    ]


def is_change(files: Files, before: tuple[Row, date], now: tuple[Row, date]) -> bool:
    """Whether another pattern holds on the second day than the first row would go on with."""
    since = now[1]
    gone_on, new = (pattern_on(files, *each, since) for each in (before, now))
    return gone_on != new


def planned(files: Files, course: Course) -> Iterator[Row]:
    """Give version, dose, change and clock of each day of the timeline."""
    doses: dict[date, Decimal] = {}
    before, changed = None, None
    for each in files.timeline:
        day = date.fromisoformat(each["date"])
        signed = in_force(files, course, day)
        if signed is None:
            before, changed = None, None
            yield dict.fromkeys(OF_PLAN[:4], "") | {"days_since_planned_change": ""}
            continue
        doses[day] = mg_on(files, signed, day)
        if before is not None and is_change(files, (before, day - ONE_DAY), (signed, day)):
            changed = day
        before = signed
        yield {
            "plan_version": signed["version"],
            "planned_mg": written(doses[day]),
            **change(doses, day),
            "days_since_planned_change": str((day - changed).days) if changed else "",
        }


def change(doses: dict[date, Decimal], day: date) -> Row:
    then = doses.get(day - 28 * ONE_DAY)
    if then is None:
        return {"change_28d_mg": "", "change_28d_percent": ""}
    apart = doses[day] - then
    percent = written(round(apart / then * 100, 2)) if then else ""
    return {"change_28d_mg": written(apart), "change_28d_percent": percent}


def written(number: Decimal) -> str:
    text = f"{number:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


# --- the diary, from its answers


def recorded(files: Files) -> dict[str, Row]:
    """Give what each day says now: the newest revision, where it is not entered in error."""
    found: dict[str, Row] = {}
    for each in files.check_ins:
        if stands(each):
            found.setdefault(each["date"], {})[each["item"]] = each["value"]
    for each in files.intake:
        if stands(each):
            found.setdefault(each["date"], {})
    return found


def stands(each: Row) -> bool:
    return each["newest"] == "yes" and each["entered_in_error"] == "no"


def taken(files: Files, course: Course) -> dict[str, Row]:
    own = of_course([each for each in files.intake if stands(each)], course)
    return {each["date"]: {name: each[name] for name in ("taken_mg", "taken")} for each in own}


def points(files: Files) -> list[tuple[str, str, str]]:
    """Give day, name and points of each questionnaire that has a total, in order."""
    return [
        (each["date"], each["questionnaire"], each["points"])
        for each in files.questionnaires
        if each["item"] == "total"
    ]


def of_week(rows_: list[Row], place: int) -> str:
    """Give the mean mood of the seven days up to a day; "" with fewer than four of them."""
    known = [int(each["mood"]) for each in rows_[max(place - 6, 0) : place + 1] if each["mood"]]
    return f"{mean(known):.1f}" if len(known) > 3 else ""


# --- what is written of them


def long(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def short(day: date) -> str:
    month = "Sept" if day.month == 9 else f"{day:%b}"
    return f"{day:%a} {day.day} {month} {day.year}"


class StepsWritten(NamedTuple):
    """A step table: in each part of it, line by line, the facts and then the cells."""

    parts: list[list[list[str]]]

    @property
    def has_figures(self) -> bool:
        return any(len(words) > FACTS_OF_A_STEP for part in self.parts for words in part)

    @property
    def texts(self) -> list[str]:
        return [" ".join(words) for part in self.parts for words in part]


def steps_written(
    files: Files, place: int, first: date, last: date, today: date, before: str = ""
) -> StepsWritten:
    """Write the step table of one medicine; *before* stands where the 14 days before are named."""
    columns = {
        "mood": "mood",
        **{each: each for each in files.symptoms},
        "sleep_min": "sleep_hours",
    }
    found = list(worked_out(files.of_medicine(place), first, last, today, columns))
    shown = [
        each
        for each in columns
        if any(one[f"{each}_days"] or one[f"before_{each}_days"] for one in found)
    ]
    parts = -(-len(shown) // AT_ONCE) or 1
    size = -(-len(shown) // parts) or 1
    return StepsWritten(
        [
            [_line(each, shown[start : start + size], before) for each in found]
            for start in range(0, max(len(shown), 1), size)
        ]
    )


def _line(found: dict[str, Any], columns: list[str], before: str) -> list[str]:
    low, high = (
        written(Decimal(found[f"{end}_planned_ug"]) / 1000) for end in ("lowest", "highest")
    )
    until = "" if found["is_last"] else f" to {long(found['last'].date())}"
    mg = low if low == high else f"{low} to {high}"
    return [
        f"{mg} mg from {long(found['first'].date())}{until}",
        f"Days recorded: {found['recorded']} of {found['days_so_far']}",
        f"Taken as planned: {found['as_planned']}, not taken: {found['not_taken']},"
        f" other amount: {found['other']}",
        f"14 days before: {found['before_recorded']} of {found['before_days']}",
        *(
            said
            for each in columns
            for said in (_cell(found, each), f"{before}{_cell(found, f'before_{each}')}")
        ),
    ]


def _cell(found: dict[str, Any], name: str) -> str:
    if not (days := found[f"{name}_days"]):
        return "not recorded"
    per_unit = 60 if name.endswith("sleep_min") else 1
    middle, low, high = (found[f"{name}_{end}"] / per_unit for end in ("mean", "lowest", "highest"))
    ends = (f"{each:.1f}".removesuffix(".0") for each in (low, high))
    return f"{middle:.1f} ({' to '.join(ends)}; {days} d)"
