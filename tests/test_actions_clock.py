"""A clock that was set back: nothing is saved by it, and a person is told why."""

from datetime import timedelta

import pytest
import time_machine

from taper.actions.clinic import open_clinic
from taper.errors import TaperError
from taper.words import say_error
from tests.conftest import MORNING, Cast
from tests.saving import SAID, back, count_of_audit_rows, on_file, save

LATER = MORNING + timedelta(hours=1)


def set_to(moment: time_machine.Traveller, minutes: float) -> None:
    moment.move_to(LATER + timedelta(minutes=minutes), tick=False)


@pytest.mark.parametrize("minutes", [-5, -1, 0, 600])
def test_five_minutes_behind_are_let_pass(
    cast: Cast, morning: time_machine.Traveller, minutes: float
):
    alex = cast.alex
    set_to(morning, 0)
    save(cast, actor=alex)
    set_to(morning, minutes)
    assert save(cast, back(1), actor=alex).revision == 1


def test_a_clock_set_back_while_the_program_runs_saves_nothing(
    cast: Cast, morning: time_machine.Traveller
):
    alex = cast.alex
    set_to(morning, 0)
    save(cast, actor=alex)
    before = count_of_audit_rows(cast)
    set_to(morning, -5.01)
    with pytest.raises(TaperError, match=r"clock\.behind") as refused:
        save(cast, back(1), actor=alex)
    assert "before what was saved last" in say_error(refused.value)
    assert count_of_audit_rows(cast) == before
    assert on_file(cast, back(1)) is None
    set_to(morning, 1)
    assert save(cast, back(1), actor=alex).revision == 1


def test_a_program_that_starts_with_a_clock_behind_saves_nothing(
    cast: Cast, morning: time_machine.Traveller
):
    alex = cast.alex
    set_to(morning, 0)
    save(cast, actor=alex)
    set_to(morning, -10)
    again = Cast(open_clinic(cast.clinic.settings), cast.ids)
    with pytest.raises(TaperError, match=r"clock\.behind"):
        save(again, back(1), SAID, actor=alex)
    again.clinic.store.close()
