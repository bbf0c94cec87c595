"""A pause: its days are not missing, and it is never over before today when it is chosen."""

from datetime import date

import pytest

from taper.diary.pause import Pause, check_pause, pause_on
from tests.refusals import refused

TODAY = date(2026, 3, 2)
MARCH = [date(2026, 3, number) for number in range(1, 32)]


def test_both_ends_of_a_pause_lie_in_it():
    pause = Pause(number=1, first=MARCH[4], last=MARCH[6])
    assert [day.day for day in MARCH if pause.holds_on(day)] == [5, 6, 7]


def test_a_pause_without_an_end_goes_on():
    pause = Pause(number=1, first=MARCH[4])
    assert not pause.holds_on(MARCH[3])
    assert pause.holds_on(date(2036, 1, 1))


def test_a_pause_called_off_before_it_began_holds_on_no_day():
    pause = Pause(number=1, first=MARCH[4], last=MARCH[3])
    assert not any(pause.holds_on(day) for day in MARCH)


def test_the_pause_of_a_day_is_found():
    first, second = Pause(number=1, first=MARCH[0], last=MARCH[1]), Pause(number=2, first=MARCH[9])
    assert pause_on([first, second], MARCH[1]) == first
    assert pause_on([first, second], MARCH[20]) == second
    assert pause_on([first, second], MARCH[5]) is None
    assert pause_on([], TODAY) is None


@pytest.mark.parametrize(
    ("first", "last"), [(TODAY, None), (TODAY, TODAY), (date(2026, 2, 20), TODAY)]
)
def test_a_pause_is_chosen_for_today_or_later(first: date, last: date | None):
    check_pause(first, last, TODAY)


def test_a_pause_that_ends_before_it_begins_or_is_over_is_refused():
    first, last = date(2026, 3, 5), date(2026, 3, 4)
    with refused("pause.ends_early", first=first, last=last):
        check_pause(first, last, TODAY)
    yesterday = date(2026, 3, 1)
    with refused("pause.over", last=yesterday):
        check_pause(date(2026, 2, 1), yesterday, TODAY)
