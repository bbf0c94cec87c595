"""The line of a plan that is being typed: one corner per row, held to its end."""

from datetime import date

from taper.charts.plan import plan_frames, plan_spec


def test_the_corners_of_a_plan_worked_by_hand():
    rows = [(date(1970, 1, 2), 20_000), (date(1970, 1, 12), 10_000)]
    corners = plan_frames(rows, until=date(1970, 1, 20))["corners"]
    assert corners.to_dict("list") == {
        "day": [1, 11, 20],  # the last day counts whole
        "ug": [20_000, 10_000, 10_000],
        "is_row": [True, True, False],
    }


def test_a_last_row_without_an_end_is_drawn_a_little_further():
    rows = [(date(2026, 1, 1), 20_000), (date(2026, 4, 11), 10_000)]  # 100 days
    days = plan_frames(rows)["corners"]["day"].tolist()
    assert days[2] - days[1] == 6


def test_one_row_is_a_line_of_a_week_already():
    first, last = plan_frames([(date(2026, 1, 1), 20_000)])["corners"]["day"].tolist()
    assert last - first == 7


def test_no_rows_are_an_empty_frame_with_its_columns():
    corners = plan_frames([])["corners"]
    assert (list(corners), len(corners)) == (["day", "ug", "is_row"], 0)


def test_an_end_before_the_last_row_is_left_to_be_named_elsewhere():
    rows = [(date(2026, 1, 1), 20_000), (date(2026, 4, 11), 10_000)]
    days = plan_frames(rows, until=date(2026, 2, 1))["corners"]["day"].tolist()
    assert days == sorted(days)


def test_the_dose_is_drawn_as_steps_on_a_temporal_axis_in_each_mode():
    for mode in ("light", "dark"):
        spec = plan_spec(mode)
        assert spec["layer"][0]["mark"]["interpolate"] == "step-after"
        assert spec["layer"][0]["encoding"]["x"]["type"] == "temporal"
        assert "datasets" not in spec


def test_the_specification_is_built_once():
    assert plan_spec("light") is plan_spec("light")
