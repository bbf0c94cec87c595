"""Published schedules as a prescriber types them, with every figure that was published.

The figures are mg, day by day of the calendar where a hold lies between; what they were published
for and by whom is background and stands outside the project.
"""

from typing import NamedTuple

from tests.methods_on_page import FROM_20, LISTED, end, linear, percent


class Published(NamedTuple):
    """One case: how it is typed, and the mg on the first day, after *every* days, and so on."""

    kind: str
    typed: dict[str, str]
    every: int  # days
    mg: tuple[float, ...]
    medicine: str = "exampline"
    form: str = "drops"
    occupancy: tuple[float, ...] = ()  # % of each row


WEEK, FOUR_WEEKS = 7, 28
TEN_PERCENT = (
    *(20, 18, 16.2, 14.58, 13.122, 11.8098, 10.6288, 9.5659, 8.6093, 7.7484),
    *(6.9736, 6.2762, 5.6486),
)
A_QUARTER = (20, 15, 11.25, 8.4375, 6.3281, 4.7461, 3.5596, 2.6697, 2.0023)
SLIDE = (
    *(9.75, 9.5, 9.25, 9, 9, 9, 8.775, 8.55, 8.325, 8.1, 8.1, 8.1),
    *(7.8975, 7.695, 7.4925, 7.29, 7.29, 7.29),
)

PUBLISHED = {
    "fifty by twelve and a half": Published(
        "linear",
        linear("50", "12.5", 4, kind="at_dose", number="0"),
        FOUR_WEEKS,
        (50, 37.5, 25, 12.5, 0),
    ),
    "twenty by five": Published(
        "linear", linear("20", "5", 4, kind="at_dose", number="0"), FOUR_WEEKS, (20, 15, 10, 5, 0)
    ),
    "halving": Published(
        "percent_of_current", percent("20", "50", 4), FOUR_WEEKS, (20, 10, 5, 2.5, 1.25)
    ),
    "forty by ten a week, zero after twenty": Published(
        "linear",
        linear("40", "10", 1, kind="above_dose", number="20", then="zero"),
        WEEK,
        (40, 30, 20, 0),
    ),
    "ten percent, thirteen rows": Published(
        "percent_of_current", percent("20", "10", 12), FOUR_WEEKS, TEN_PERCENT
    ),
    "a quarter, nine rows": Published(
        "percent_of_current", percent("20", "25", 8), FOUR_WEEKS, A_QUARTER
    ),
    "half of the lowest effective dose every two weeks": Published(
        "percent_of_original",
        {
            "start_mg": "20",
            "start_days": "14",
            "original_mg": "20",
            "percent": "50",
            "interval_days": "14",
            **end("at_dose", "0"),
        },
        14,
        (20, 10, 0),
    ),
    "three blocks of four small steps and a hold": Published(
        "slide",
        {
            "start_mg": "10",
            "start_days": "0",
            "percent": "2.5",
            "of": "block_start",
            "counted_on": "intended",
            "steps": "4",
            "step_days": "7",
            "hold_days": "14",
            **end("after_steps", "12"),
        },
        WEEK,
        SLIDE,
    ),
    "ten points at whole tens": Published(
        "occupancy_points",
        {
            **LISTED,
            **FROM_20,
            "points": "10",
            "counted": "at_multiples",
            **end("above_dose", "0.3"),
        },
        FOUR_WEEKS,
        (20, 11.67, 5.83, 3.43, 2.12, 1.29, 0.73, 0.31),
        medicine="citalopram",
        form="oral drops",
        occupancy=(75.22, 70, 60, 50, 40, 30, 20, 10),
    ),
    "forty-two beads of thirty milligrams": Published(
        "beads",
        {
            "capsule_mg": "30",
            "beads_per_capsule": "250",
            "start_beads": "42",
            "start_days": "7",
            "step_beads": "42",
            "last_beads": "0",
            "interval_days": "7",
            "then": "holds",
        },
        WEEK,
        (5.04, 0),
        form="capsules",
    ),
    "every other day": Published(
        "every_n_days",
        {"dose_mg": "20", "every_n_days": "2", "days": "14", "then": "zero"},
        1,
        (*(20, 0) * 7, 0),
    ),
    "a strip of twenty-eight pouches": Published(
        "strips",
        {
            "rows_strips": "28: " + " ".join(["20"] * 7 + ["15"] * 7 + ["10"] * 7 + ["5"] * 7),
            "then": "zero",
        },
        WEEK,
        (20, 15, 10, 5, 0),
    ),
}

# Modelled occupancy with 100 % at most and half of it at 7.9 mg, at doses that were published.
HALF_AT_7_9 = {
    "60": 88.4,
    "40": 83.5,
    "30": 79.2,
    "20": 71.7,
    "10": 55.9,
    "5": 38.8,
    "2.5": 24.0,
    "0": 0.0,
}
