"""The lives of the demo's patients: when they began, what was planned, how the diary is kept."""

from collections.abc import Mapping
from datetime import time
from typing import Literal

from pydantic import BaseModel

Rows = tuple[tuple[int, str], ...]  # day counted from the first row of the course, dose in mg


class VersionStory(BaseModel, frozen=True):
    """One signed version. Days are counted from the first row of the course."""

    signed: int
    in_force: int
    rows: Rows
    ends: int | None = None  # the last day of the plan; None: until further notice, or 0 mg
    reason: str = ""  # a key of [reasons]


class CourseStory(BaseModel, frozen=True):
    """One medicine in one form."""

    begins: int  # the first row, in days before today; negative: ahead
    form: Literal["tablets", "liquid"]
    versions: tuple[VersionStory, ...]


class DiaryStory(BaseModel, frozen=True):
    """How somebody keeps the diary, and how steps are felt. Shares are of all days."""

    begins: int  # days before today
    ends: int  # days before today
    answers: float  # share of days with an entry
    gaps: tuple[tuple[int, int], ...] = ()  # (days before today, length): nothing recorded
    paper: tuple[tuple[int, int], ...] = ()  # the same: kept on a sheet, typed in at the end
    sparse_from: int | None = None  # from here on (days before today) only now and then
    missed: float = 0.02
    other: float = 0.01
    late: float = 0.06
    revised: float = 0.025
    note: float = 0.12
    felt: float = 1.0  # how strongly a step is felt
    hard_steps: Mapping[int, tuple[int, float]] = {}  # step → (lag in days, how much more)


class PatientStory(BaseModel, frozen=True):
    """One patient of the demo."""

    name: str
    sign_in_name: str
    zone: str
    country: str
    mark: str = ""  # beside the name
    prescriber: Literal["bose", "lind"]
    own_symptoms: tuple[tuple[str, str], ...] = ()
    reminded_at: time | None = None  # of the check-in, and of days on which the dose changes
    courses: tuple[CourseStory, ...]
    diary: DiaryStory | None


def every(days: int, doses: tuple[str, ...], first: int = 0) -> Rows:
    """Give rows that are *days* apart."""
    return tuple((first + days * number, dose) for number, dose in enumerate(doses))


def held(rows: Rows, at: int, resume: int, apart: int) -> Rows:
    """Keep the rows before day *at*; the others follow from day *resume* on, *apart* days apart."""
    kept = tuple(row for row in rows if row[0] < at)
    rest = tuple(dose for day, dose in rows if day >= at)
    return kept + every(apart, rest, resume)


# Smaller and smaller cuts, as a curve that flattens would give them.
_CURVED = ("40", "32", "26", "21", "17", "13.5", "11", "8.5", "6.5", "5", "3.6", "2.5", "1.6")
_CURVED_END = ("0.8", "0")
_FINER = ("11", "9.5", "8", "6.5", "5", "3.8", "2.8", "2", "1.3", "0.8", "0.4", "0")
_STRAIGHT = ("30", "27.5", "25", "22.5", "20", "17.5", "15", "12.5", "10", "7.5", "5", "2.5", "0")
_ENDED = ("20", "15", "11", "8", "6", "4.5", "3.3", "2.4", "1.6", "1", "0.5", "0")
_TABLETS = ("24", "21", "18", "15", "12")
_LIQUID = ("12", "10.5", "9", "8", "7", "6", "5.2", "4.4", "3.6", "3", "2.4", "1.8", "1.2", "0.6")

_FIRST = every(28, _CURVED + _CURVED_END)
_HELD = held(_FIRST, at=140, resume=196, apart=42)
_BACK = (*(row for row in _HELD if row[0] < 294), (294, "11"), *every(42, _FINER[1:], 378))

ALEX = PatientStory(
    name="Alex Moreno",
    sign_in_name="alex",
    zone="Europe/London",
    country="GB",
    prescriber="bose",
    own_symptoms=(("headache", "Headache"), ("vivid_dreams", "Vivid dreams")),
    reminded_at=time(20, 30),
    courses=(
        CourseStory(
            begins=735,
            form="tablets",
            versions=(
                VersionStory(signed=-3, in_force=0, rows=_FIRST),
                VersionStory(signed=134, in_force=140, rows=_HELD, reason="hold_by_telephone"),
                VersionStory(signed=292, in_force=294, rows=_BACK, reason="back_one_step"),
                VersionStory(
                    signed=708,
                    in_force=714,
                    rows=held(_BACK, at=714, resume=728, apart=42),
                    reason="two_weeks_more",
                ),
            ),
        ),
    ),
    diary=DiaryStory(
        begins=742,
        ends=1,
        answers=0.94,
        gaps=((610, 9), (402, 6), (233, 12), (88, 4)),
        paper=((62, 7),),
        hard_steps={4: (12, 2.2), 7: (5, 2.6), 11: (21, 1.8), 14: (24, 2.0)},
    ),
)

BEA = PatientStory(
    name="Bea Novak",
    sign_in_name="bea",
    zone="Europe/Dublin",
    country="IE",
    mark="born 1979",
    prescriber="bose",
    own_symptoms=(("headache", "Headache"),),
    courses=(
        CourseStory(
            begins=704,
            form="tablets",
            versions=(
                VersionStory(signed=-6, in_force=0, rows=every(56, _STRAIGHT)),
                VersionStory(
                    signed=329,
                    in_force=336,
                    rows=held(every(56, _STRAIGHT), at=336, resume=392, apart=56),
                    reason="moving_house",
                ),
            ),
        ),
    ),
    diary=DiaryStory(
        begins=706,
        ends=1,
        answers=0.86,
        gaps=((365, 18), (150, 7)),
        missed=0.03,
        felt=0.7,
        hard_steps={9: (18, 2.4), 11: (9, 2.8)},
    ),
)

CHIDI = PatientStory(
    name="Chidi Okafor",
    sign_in_name="chidi",
    zone="Europe/London",
    country="GB",
    prescriber="bose",
    own_symptoms=(("nausea", "Feeling sick (nausea)"),),
    courses=(
        CourseStory(
            begins=722,
            form="liquid",
            versions=(VersionStory(signed=-2, in_force=0, rows=every(28, _ENDED)),),
        ),
    ),
    diary=DiaryStory(
        begins=730,
        ends=9,
        answers=0.9,
        gaps=((500, 10),),
        sparse_from=300,
        felt=0.9,
        hard_steps={3: (6, 2.0), 11: (25, 2.3)},
    ),
)

DANA = PatientStory(
    name="Dana Whitfield",
    sign_in_name="dana",
    zone="America/New_York",
    country="US",
    prescriber="bose",
    courses=(
        CourseStory(
            begins=9,
            form="tablets",
            versions=(
                VersionStory(signed=-2, in_force=0, rows=every(14, ("25", "22", "19", "16", "13"))),
            ),
        ),
    ),
    diary=DiaryStory(begins=11, ends=2, answers=0.95, note=0.3, missed=0, other=0),
)

EMIL = PatientStory(
    name="Emil Sander",
    sign_in_name="emil",
    zone="Europe/London",
    country="GB",
    prescriber="bose",
    courses=(
        CourseStory(
            begins=-6,
            form="liquid",
            versions=(VersionStory(signed=-8, in_force=0, rows=every(21, ("15", "12.5", "10"))),),
        ),
    ),
    diary=None,
)

FARAH = PatientStory(
    name="Farah Aziz",
    sign_in_name="farah",
    zone="Europe/Berlin",
    country="GB",
    prescriber="lind",
    own_symptoms=(("tingling", "Tingling or pins and needles"), ("low_drive", "No drive")),
    courses=(
        CourseStory(
            begins=726,
            form="tablets",
            versions=(VersionStory(signed=-4, in_force=0, rows=every(42, _TABLETS), ends=251),),
        ),
        CourseStory(
            begins=474,
            form="liquid",
            versions=(
                VersionStory(
                    signed=-9, in_force=0, rows=every(35, _LIQUID), reason="change_of_form"
                ),
                VersionStory(
                    signed=240,
                    in_force=245,
                    rows=held(every(35, _LIQUID), at=245, resume=301, apart=42),
                    reason="hold_by_telephone",
                ),
            ),
        ),
    ),
    diary=DiaryStory(
        begins=720,
        ends=1,
        answers=0.72,
        gaps=((640, 21), (470, 14), (330, 16), (180, 25), (60, 8)),
        missed=0.09,
        other=0.03,
        late=0.12,
        felt=1.2,
        hard_steps={3: (14, 2.0), 8: (20, 2.4)},
    ),
)

PATIENTS = (ALEX, BEA, CHIDI, DANA, EMIL, FARAH)
