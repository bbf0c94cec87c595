"""What the compare chart shows, as sentences and as a table."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from taper.charts.compare import ChartItems
from taper.charts.event_words import event_line, sheet_heading
from taper.charts.headings import free_heading, symptom_headings
from taper.charts.occupancy_panel import CurvesShown, drawn_percent, occupancy_text
from taper.diary.intake import Taken
from taper.plan.dose import mg_text
from taper.record.beside import Beside, total_column
from taper.record.columns import MISSING, Numbers, symptom_column, whole
from taper.words import say, say_values, short_day


def compare_alt_text(
    timelines: Sequence[pd.DataFrame],
    items: ChartItems,
    today: date,
    beside: Beside | None = None,
) -> str:
    """Give the facts of the chart in sentences: range, doses, changes, days recorded."""
    diary = timelines[0]
    if diary.empty:
        return say("chart.nothing")
    first, last = diary["date"].iloc[0].date(), diary["date"].iloc[-1].date()
    past = int((diary["date"].array <= pd.Timestamp(today)).sum())
    sentences = [say("chart.alt_range", first=first, last=last)]
    for medicine, timeline in zip(items.medicines, timelines, strict=False):
        sentences += _about_plan(medicine, timeline)
        if items.check_ins:
            sentences.append(_about_taken(timeline))
    for shown in items.occupancy:
        place = shown.medicine
        sentences += _about_occupancy(items.medicines[place], timelines[place], shown)
    if last > today:
        sentences.append(say("chart.alt_ahead", today=today))
    if items.check_ins:
        recorded = int(diary["recorded"].to_numpy()[:past].sum())
        until = min(last, today)
        sentences.append(say("chart.alt_days", n=recorded, days=past, today=until))
    sentences += _about_diary(diary, items)
    return " ".join([*sentences, *_about_beside(beside or Beside(), items, first, last)])


def _about_beside(beside: Beside, items: ChartItems, first: date, last: date) -> Iterator[str]:
    for shown in items.instruments:
        points = [
            each.total
            for each in beside.sheets
            if each.instrument == shown.instrument
            and each.total is not None
            and first <= each.day <= last
        ]
        if points:
            facts = {"n": len(points), "lowest": min(points), "highest": max(points)}
            if shown.elsewhere:
                yield say_values("chart.alt_score", {**facts, "heading": sheet_heading(shown)})
            else:
                named = {"title": shown.title, "most": shown.maximum}
                yield say_values("chart.alt_sheet", {**facts, **named})
    if items.events:
        inside = [each for each in beside.on_days if each.day and first <= each.day <= last]
        yield say("chart.alt_events", n=len(inside))


def _about_plan(medicine: str, timeline: pd.DataFrame) -> Iterator[str]:
    ug, days = whole(timeline["planned_ug"]), timeline["date"]
    planned = np.flatnonzero(ug != MISSING)
    if not len(planned):
        yield say("chart.alt_no_plan", medicine=medicine)
    else:
        start, end = int(planned[0]), int(planned[-1])
        versions = whole(timeline["plan_version"])
        yield say(
            "chart.alt_plan",
            medicine=medicine,
            start=f"{mg_text(int(ug[start]))} mg",
            from_day=days.iloc[start].date(),
            end=f"{mg_text(int(ug[end]))} mg",
            to_day=days.iloc[end].date(),
        )
        yield say("chart.alt_changes", n=int(timeline["planned_change"].to_numpy().sum()))
        yield say("chart.alt_versions", n=len(np.unique(versions[versions != MISSING])))


def _about_taken(timeline: pd.DataFrame) -> str:
    answers = timeline["taken"].cat
    codes, names = answers.codes.to_numpy(), list(answers.categories)
    return say(
        "chart.alt_taken",
        n=int((codes >= 0).sum()),
        otherwise=int((codes == names.index(Taken.OTHER.value)).sum()),
        missed=int((codes == names.index(Taken.NOT_TAKEN.value)).sum()),
    )


def _about_occupancy(medicine: str, timeline: pd.DataFrame, shown: CurvesShown) -> Iterator[str]:
    planned = _known(timeline["planned_ug"])
    if len(planned):
        lowest, highest = (
            drawn_percent(shown.curves[0], int(ug)) for ug in (planned.min(), planned.max())
        )
        yield say(
            "chart.alt_occupancy",
            medicine=medicine,
            lowest=lowest,
            highest=highest,
            region=shown.curves[0].region,
        )


def _about_diary(diary: pd.DataFrame, items: ChartItems) -> Iterator[str]:
    if items.mood and len(mood := _known(diary["mood"])):
        yield say("chart.alt_mood", n=len(mood), lowest=int(mood.min()), highest=int(mood.max()))
    if items.symptoms:
        yield say("chart.alt_symptoms", n=len(items.symptoms))
    if items.sleep and len(sleep := _known(diary["sleep_min"])):
        lowest, highest = _hours(int(sleep.min())), _hours(int(sleep.max()))
        yield say("chart.alt_sleep", n=len(sleep), lowest=lowest, highest=highest)
    for column in items.of_ten:
        if len(values := _known(diary[column])):
            yield say(
                "chart.alt_of_ten",
                item=say(f"chart.{column}"),
                n=len(values),
                lowest=int(values.min()),
                highest=int(values.max()),
            )


def _known(column: "pd.Series[Any]") -> Numbers:
    values = whole(column)
    found: Numbers = values[values != MISSING]
    return found


def compare_table(
    timelines: Sequence[pd.DataFrame], items: ChartItems, beside: Beside | None = None
) -> pd.DataFrame:
    """Give the chart as a table of text, one row per day; an empty cell was not recorded."""
    table: dict[str, list[str]] = {}
    for heading, cells in _columns(timelines, items, beside or Beside()):
        table[free_heading(heading, table)] = cells
    return pd.DataFrame(table)


def _columns(
    timelines: Sequence[pd.DataFrame], items: ChartItems, beside: Beside
) -> Iterator[tuple[str, list[str]]]:
    diary = timelines[0]
    yield say("column.day"), _cells(diary["date"], lambda day: short_day(day.date()))
    drawn = {each.medicine: each for each in items.occupancy}
    for place, (medicine, timeline) in enumerate(zip(items.medicines, timelines, strict=False)):
        for column, cells in _columns_of_plan(timeline, drawn.get(place), items):
            several = len(items.medicines) > 1
            heading = say(f"column.{column}")
            yield (
                say("column.of_medicine", medicine=medicine, column=heading)
                if several
                else heading,
                cells,
            )
    if items.check_ins:
        yield say("column.mood"), _cells(diary["mood"])
        yield say("column.mood_mean"), _cells(diary["mood_mean_7d"], "{:.1f}".format)
    headings = symptom_headings(items.symptoms)
    for symptom, heading in zip(items.symptoms, headings, strict=True):
        yield heading, _cells(diary[symptom_column(symptom.slug)], _severity)
    if items.check_ins:
        yield say("column.sleep"), _cells(diary["sleep_min"], _hours)
        yield say("column.sleep_quality"), _cells(diary["sleep_quality"])
        yield say("column.usual_things"), _cells(diary["usual_things"])
    for shown in beside.instruments:
        yield sheet_heading(shown), _cells(diary[total_column(shown.instrument)])
    if beside.on_days:
        yield say("column.events"), _events(diary, beside)
    if items.check_ins:
        yield say("column.recorded"), _recorded(diary)
    if items.check_ins or diary["note"].notna().any():
        yield say("column.note"), _cells(diary["note"])


def _columns_of_plan(
    timeline: pd.DataFrame, occupancy: CurvesShown | None, items: ChartItems
) -> Iterator[tuple[str, list[str]]]:
    yield "version", _cells(timeline["plan_version"])
    yield "planned", _cells(timeline["planned_ug"], mg_text)
    if occupancy:
        yield "occupancy", _cells(timeline["planned_ug"], partial(occupancy_text, occupancy.curves))
    if items.check_ins:
        yield "taken", _cells(timeline["taken_ug"], mg_text)
        yield "answer", _cells(timeline["taken"], lambda answer: say(f"column.{answer}"))
    yield "since_planned", _cells(timeline["days_since_planned_change"])
    if items.check_ins:
        yield "since_taken", _cells(timeline["days_since_taken_change"])


def _recorded(diary: pd.DataFrame) -> list[str]:
    words = {flag: say(f"column.{flag}") for flag in ("yes", "late", "no")}
    flags = [diary[flag].fillna(value=False).tolist() for flag in ("recorded", "late", "bad_day")]
    return [
        words["late" if is_late else "yes" if is_recorded else "no"]
        + (say("column.bad_day") if is_bad else "")
        for is_recorded, is_late, is_bad in zip(*flags, strict=True)
    ]


def _events(diary: pd.DataFrame, beside: Beside) -> list[str]:
    by_day: dict[date, list[str]] = {}
    for each in beside.on_days:
        if each.day is not None:
            by_day.setdefault(each.day, []).append(event_line(each))
    return ["; ".join(by_day.get(day.date(), ())) for day in diary["date"].tolist()]


def _cells(column: "pd.Series[Any]", write: Callable[[Any], str] = str) -> list[str]:
    """Write each value, a value that comes again only once; "" where there is none."""
    written = {value: write(value) for value in column.dropna().unique().tolist()}
    return [written.get(value, "") for value in column.tolist()]


def _severity(value: int) -> str:
    return say(f"column.severity_{value}")


def _hours(minutes: int) -> str:
    return f"{minutes / 60:.2f}".rstrip("0").rstrip(".")
