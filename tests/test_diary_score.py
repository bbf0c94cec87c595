"""Points of a questionnaire that was filled in elsewhere: as typed, on the scale that was named."""

from decimal import Decimal

import pytest

from taper.diary.score import read_score
from taper.errors import TaperError


@pytest.mark.parametrize("typed", [("1.615", "1", "5"), ("1,615", "1", "5"), (" 1.615 ", "1", "5")])
def test_points_are_kept_as_they_were_typed(typed: tuple[str, str, str]):
    score = read_score(*typed)
    assert (str(score.points), score.lowest, score.highest) == ("1.615", Decimal(1), Decimal(5))


def test_the_ends_of_the_scale_belong_to_it():
    assert read_score("0", "0", "27").points == 0
    assert read_score("27", "0", "27").points == 27
    assert read_score("-4", "-4", "4").points == -4


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        (("", "0", "27"), "events.score_unreadable"),
        (("about 12", "0", "27"), "events.score_unreadable"),
        (("12/27", "0", "27"), "events.score_unreadable"),
        (("1.23456", "0", "27"), "events.score_unreadable"),
        (("28", "0", "27"), "events.score_outside"),
        (("-1", "0", "27"), "events.score_outside"),
        (("5", "5", "5"), "events.score_scale"),
        (("5", "27", "0"), "events.score_scale"),
    ],
)
def test_anything_else_is_refused_with_its_reason(typed: tuple[str, str, str], key: str):
    with pytest.raises(TaperError) as refused:
        read_score(*typed)
    assert refused.value.key == key
