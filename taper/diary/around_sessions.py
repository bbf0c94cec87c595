"""The days on which a questionnaire is asked for around a course of sessions."""

from collections.abc import Collection, Iterable
from datetime import date, timedelta


def days_around(
    sessions: Collection[date], *, before: Iterable[int], on_each: bool, after: Iterable[int]
) -> tuple[date, ...]:
    """Give the days so many days *before* the first of *sessions*, and *after* the last, in order.

    *on_each*: the day of each session too. None where there is no session.
    """
    if not sessions:
        return ()
    first, last = min(sessions), max(sessions)
    found = {first - timedelta(days=days) for days in before}
    found |= {last + timedelta(days=days) for days in after}
    return tuple(sorted(found | (set(sessions) if on_each else set())))
