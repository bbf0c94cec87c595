"""What is recorded beside the days, by day."""

from decimal import Decimal

from taper.diary.days import DiaryDays
from taper.diary.events import Kind
from taper.record.beside import Beside, kinds_by_day, totals_by_day, words_by_day
from taper.record.timeline import timeline
from tests.record_cases import day, event, sheet


def test_of_two_totals_on_one_day_the_later_one_counts_and_none_is_no_total():
    sheets = [sheet(0, 9), sheet(0, 7), sheet(1, None), sheet(2, 3, "gad7", 21)]
    assert totals_by_day(sheets, "phq9") == {day(0): 7}


def test_what_happened_on_no_known_day_stands_on_no_day():
    events = [
        event(0, Kind.ILLNESS, "a cold"),
        event(0, Kind.APPOINTMENT),
        event(None, Kind.LIFE_EVENT, "long ago"),
    ]
    assert kinds_by_day(events) == {day(0): "illness appointment"}
    assert words_by_day(events) == {day(0): "a cold"}


def test_points_outside_the_days_are_left_out_and_halves_are_kept():
    half = sheet(2, 3).model_copy(update={"total": Decimal("7.5")})
    for sheets, wanted in (([sheet(0, 9), sheet(2, 3)], 3), ([sheet(0, 9), half], 7.5)):
        table = timeline(
            course=None,
            versions=[],
            diary=DiaryDays.of([]),
            symptoms=[],
            first=day(1),
            last=day(3),
            beside=Beside(sheets=tuple(sheets), events=(event(0, Kind.ILLNESS, "a cold"),)),
        )
        (column,) = (name for name in table if "phq9" in str(name))
        assert table[column].isna().tolist() == [True, False, True]
        assert table[column][1] == wanted
        assert table["events"].isna().all()
