"""Days on which a plan changes the dose: what later versions took back stays known."""

from datetime import date

from taper.record.change_days import change_days
from tests.conftest import Cast, sign_plan, typed_plan

FIRST = (("2026-02-01", "20"), ("2026-03-16", "15"), ("2026-04-13", "10"), ("2026-05-11", "0"))


def told(cast: Cast) -> list[tuple[date, bool, int]]:
    versions = sign_again(cast)
    return [(each.day, each.stands, each.flips) for each in change_days(versions)]


def sign_again(cast: Cast, *rows: tuple[str, str], reason: str = "", day: date | None = None):
    from taper.actions import plans

    if rows:
        return sign_plan(cast, typed_plan(*rows), reason=reason, in_force_from=day).versions
    return plans.signed_plans(cast.clinic, cast.dr_bose, cast.patient, page="plan")[0].versions


def test_the_first_row_is_no_change_and_every_other_is(sqlite_cast: Cast):
    sign_again(sqlite_cast, *FIRST)
    days = [date(2026, 3, 16), date(2026, 4, 13), date(2026, 5, 11)]
    assert told(sqlite_cast) == [(day, True, 0) for day in days]


def test_a_day_that_a_new_version_takes_back_stays_in_the_list_and_can_come_back(
    sqlite_cast: Cast,
):
    cast = sqlite_cast
    sign_again(cast, *FIRST)
    sign_again(
        cast, ("2026-02-01", "20"), ("2026-03-16", "15"), ("2026-05-11", "10"),
        reason="A hold.", day=date(2026, 3, 16),
    )  # fmt: skip
    assert told(cast) == [
        (date(2026, 3, 16), True, 0),
        (date(2026, 4, 13), False, 1),
        (date(2026, 5, 11), True, 0),
    ]
    sign_again(cast, *FIRST, reason="As before.", day=date(2026, 3, 20))
    assert told(cast)[1] == (date(2026, 4, 13), True, 2)


def test_without_a_plan_there_are_none():
    assert change_days([]) == []
