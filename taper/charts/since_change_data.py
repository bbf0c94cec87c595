"""The frames, the sentences and the table of the chart of days since a change."""

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from taper.plan.dose import mg_text
from taper.record.alignment import LONGEST_DAYS
from taper.words import day, say

WEEK = 7


def since_change_frames(
    aligned: pd.DataFrame, column: str, chosen: int | None = None
) -> dict[str, pa.Table]:
    """Give the frames that `since_change_spec` names, for one *column* of an `aligned` table.

    *chosen* is the number of a change, counted from 1, that is drawn thick where all are overlaid.
    """
    lane = aligned["change"].to_numpy() - 1
    later = aligned["later_changes"].to_numpy()
    days = aligned["date"].to_numpy().astype("datetime64[D]").astype(np.int32)
    follows = (later > 0) & (np.diff(later, prepend=0) > 0)
    names = change_names(aligned)
    return {
        "values": pa.table(
            {
                "lane": lane.astype(np.int16),
                "day": days,
                "days_since": aligned["days_since"].to_numpy().astype(np.int16),
                "value": pa.array(aligned[column].array).cast(pa.int16()),
                "after": later > 0,
                "chosen": lane == (chosen or 0) - 1,
            }
        ),
        "lanes": pa.table(
            {
                "lane": pa.array(range(len(names)), pa.int16()),
                "name": pa.array(names, pa.string()),
            }
        ),
        "followed": pa.table(
            {
                "lane": lane[follows].astype(np.int16),
                "days_since": aligned["days_since"].to_numpy()[follows].astype(np.int16),
            }
        ),
    }


def change_names(aligned: pd.DataFrame) -> list[str]:
    """Name each change by its doses and its day, oldest first."""
    firsts = aligned.drop_duplicates("change")
    return [
        say("chart.since_change", from_mg=mg_text(before), to_mg=mg_text(after), day=_day(changed))
        for before, after, changed in zip(
            firsts["from_ug"].tolist(),
            firsts["to_ug"].tolist(),
            firsts["changed_on"].tolist(),
            strict=True,
        )
    ]


def _day(moment: pd.Timestamp) -> str:
    return day(date(moment.year, moment.month, moment.day))


def since_change_alt_text(aligned: pd.DataFrame, label: str, clock: str) -> str:
    """Give the facts of the chart in sentences."""
    names = change_names(aligned)
    if not names:
        return say("chart.since_none")
    heading = say(f"chart.since_{clock}", item=label)
    counted = say("chart.alt_since", n=len(names), longest=LONGEST_DAYS)
    return " ".join([f"{heading}.", counted, *(f"{name}." for name in names)])


def since_change_table(aligned: pd.DataFrame, column: str) -> pd.DataFrame:
    """Give the chart as a table of text: a row per change, the mean of each week until the next."""
    per_unit = 60 if column == "sleep_min" else 1  # minutes are read as hours
    last = aligned[aligned["later_changes"] == 0]
    table: dict[str, list[str]] = {say("column.change"): change_names(aligned)}
    for start in range(0, LONGEST_DAYS, WEEK):
        heading = say("column.week", first=start, last=start + WEEK - 1)
        week = last[last["days_since"].between(start, start + WEEK - 1)]
        values = dict(tuple(week.groupby("change")[column]))
        table[heading] = [
            _mean(values.get(change), per_unit) for change in aligned["change"].unique().tolist()
        ]
    return pd.DataFrame(table)


def _mean(values: "pd.Series[Any] | None", per_unit: int) -> str:
    known = [] if values is None else values.dropna().tolist()
    if values is None or not known:
        return ""
    mean = f"{sum(known) / len(known) / per_unit:.1f}"
    return say("column.mean_of_days", mean=mean, n=len(known), days=len(values))
