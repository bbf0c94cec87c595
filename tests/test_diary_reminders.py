"""What a calendar may be asked for."""

from datetime import time

import pytest

from taper.diary.reminders import Chosen, check_chosen
from taper.errors import TaperError


def test_names_alone_are_nothing_to_put_in_a_calendar():
    with pytest.raises(TaperError) as caught:
        check_chosen(Chosen(names_shown=True))
    assert caught.value.key == "reminders.nothing_chosen"


def test_names_may_be_shown_where_something_stands_in_the_calendar():
    check_chosen(Chosen(check_in_at=time(20, 30), names_shown=True))
    check_chosen(Chosen())
