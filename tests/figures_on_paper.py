"""What paper and pages should say of a record, written from the files of its package."""

from collections.abc import Iterator
from datetime import date

from taper.words import say
from tests.figures import (
    ONE_DAY,
    SEVERITIES,
    Course,
    Files,
    Row,
    in_force,
    intakes_on,
    long,
    of_course,
    row_on,
    short,
    steps_of,
)

TAKEN = {"as_planned": "as planned", "not_taken": "not taken", "other": "other amount"}


def plans_of(files: Files) -> str:
    said: list[str] = []
    for signed in files.plan_versions:
        rounding = say(f"package.rounding_{signed['rounding'] or 'none'}")
        said.append(
            f"{signed['medicine']}, {signed['form']}: version {signed['version']}, in force from"
            f" {long(date.fromisoformat(signed['in_force_from']))}, signed by"
            f" {signed['signed_by']}. Mark {signed['content_sha256'][:8]}. {rounding}"
        )
        said += [f"Reason: {signed['reason']}"] if signed["reason"] else []
        rows: dict[str, list[Row]] = {}
        for each in steps_of(files, signed):
            rows.setdefault(each["row"], []).append(each)
        for row in rows.values():
            starts = long(date.fromisoformat(row[0]["starts"]))
            said.append(f"From {starts}: {_pattern(row)} mg. {row[0]['row_words']}")
    return " ".join(said)


def _pattern(row: list[Row]) -> str:
    days: dict[str, list[str]] = {}
    for each in row:
        days.setdefault(each["day_of_pattern"], []).append(f"{each['time'][:5]} {each['dose_mg']}")
    return " | ".join(" + ".join(day) for day in days.values())


def days_of(files: Files, labels: dict[str, str]) -> Iterator[str]:
    """Write each day on file as the full record does, from the long form of the answers."""
    days: dict[str, list[Row]] = {}
    for each in (*files.check_ins, *files.intake):
        if each["newest"] == "yes":
            days.setdefault(each["date"], []).append(each)
    late = {each["date"] for each in files.check_ins if each.get("late") == "yes"}
    for day in sorted(days):
        written = short(date.fromisoformat(day))
        yield f"{written}, entered later" if day in late else written
        if days[day][0]["entered_in_error"] == "yes":
            yield say("today.on_file_struck_out")
        answers = {each["item"]: each["value"] for each in days[day] if "item" in each}
        intakes = [each for each in days[day] if "taken" in each]
        yield from _lines(answers, intakes, labels, files.symptoms)


def _lines(
    answers: Row, intakes: list[Row], labels: dict[str, str], order: list[str]
) -> Iterator[str]:
    if "bad_day" in answers:
        yield "Bad day"
    if "mood" in answers:
        yield f"Mood: {answers['mood']} of 10"
    for name in order:
        if name in answers:
            yield f"{labels[name]}: {SEVERITIES[int(answers[name])]}"
    for each in intakes:
        amount = "" if each["taken"] == "not_taken" else f", {each['taken_mg']} mg"
        at = f", at {each['time'][:5]}" if amount and each["time"] else ""
        yield f"{each['medicine']}: {TAKEN[each['taken']]}{amount}{at}"
    if "sleep_hours" in answers:
        minutes = round(float(answers["sleep_hours"]) * 60)
        yield f"Sleep: {minutes // 60}:{minutes % 60:02} hours"
    if "sleep_quality" in answers:
        yield f"How well you slept: {answers['sleep_quality']} of 10"
    if "usual_things" in answers:
        yield f"Usual things: {answers['usual_things']} of 10"
    if "note" in answers:
        private = "note_private" in answers
        yield say("today.on_file_private_note" if private else "today.on_file_note")
        yield answers["note"]


def now(files: Files, today: date) -> Iterator[str]:
    """Say where each plan stands today, and what its clocks read."""
    by_day = {row["date"]: place for place, row in enumerate(files.timeline)}
    here = by_day.get(today.isoformat())
    for place, course in enumerate(files.courses):
        if not of_course(files.plan_versions, course):
            continue
        own = files.of_medicine(place)
        row = own[here] if here is not None else dict.fromkeys(own[0], "")
        if row["planned_mg"]:
            yield f"Dose on {long(today)}: {row['planned_mg']} mg"
            signed = in_force(files, course, today)
            assert signed is not None
            number = row_on(files, signed, today)[0]["row"]
            rows = len({each["row"] for each in steps_of(files, signed)})
            yield f"Version {row['plan_version']} of the plan, row {number} of {rows}, signed by"
            gone = row["days_since_planned_change"] or "no change so far"
            yield f"Days since the last planned change: {gone}"
        else:
            yield f"No plan is in force on {long(today)}"
        ahead = own[here + 1 :] if here is not None else []
        for later in ahead:
            if later["days_since_planned_change"] == "0":
                day = long(date.fromisoformat(later["date"]))
                yield f"Next planned change: {day}, to {later['planned_mg']} mg."
                break
        clock = row["days_since_taken_change"] or "unknown"
        yield f"Days since the last change in the dose recorded as taken: {clock}"


def rows_to_come(files: Files, course: Course, today: date) -> list[str]:
    """Give the days and doses of the version that counts, from *today* on, as they are printed."""
    signed = sorted(of_course(files.plan_versions, course), key=lambda each: int(each["version"]))
    now_ = in_force(files, course, today)
    shown = now_ or next((each for each in signed if each["in_force_from"] > str(today)), None)
    if shown is None:
        return []
    later = [
        each["in_force_from"] for each in signed if int(each["version"]) > int(shown["version"])
    ]
    last = min((date.fromisoformat(each) - ONE_DAY for each in later), default=date.max)
    found: list[str] = []
    for row in {each["row"]: each for each in steps_of(files, shown)}.values():
        ends = min(date.fromisoformat(row["ends"]) if row["ends"] else date.max, last)
        begins = max(date.fromisoformat(row["starts"]), date.fromisoformat(shown["in_force_from"]))
        if today <= ends and begins <= ends:
            found += [f"From {long(begins)}"]
            found += [f"until {long(ends)}"] if ends < date.max else []
            days = range(int(row["days_in_pattern"]))
            found += [
                f"{each['dose_mg']} mg"
                for number in days
                for each in intakes_on(files, shown, begins + number * ONE_DAY, row["row"])
            ]
    return found
