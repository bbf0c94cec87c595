"""A thousand patients are listed at about the cost of twenty-five: counted, and as one ratio."""

import time
from collections.abc import Callable, Iterator
from statistics import median

import pytest

from taper.actions.patients import ON_A_PAGE, Order, patient_page
from taper.storage import caseload
from tests.conftest import Cast, count
from tests.crowd import add_crowd

MANY = count(short=250, ci=1000, full=1000)
# Of the processor's own time; 1.3 was measured with 1,000 patients. What would make it ten
# and more is looking everybody up again.
MOST_TIMES_DEARER = 4


@pytest.fixture
def cast(sqlite_cast: Cast) -> Cast:
    add_crowd(sqlite_cast, MANY)
    return sqlite_cast


@pytest.fixture
def plans_read(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Every plan that is read, as it is read."""
    read: list[str] = []
    whole = caseload.read_rows

    def counted(content: str) -> object:
        read.append(content)
        return whole(content)

    monkeypatch.setattr(caseload, "read_rows", counted)
    return read


@pytest.mark.parametrize("order", Order)
def test_no_plan_is_read_but_those_that_are_shown(cast: Cast, plans_read: list[str], order: Order):
    found = patient_page(cast.clinic, cast.dr_bose, order=order)
    assert len(found.names) == MANY + 1
    assert len(plans_read) <= len(found.lines) == ON_A_PAGE


def _cpu_seconds(act: Callable[[], object]) -> float:
    act()
    spent = []
    for _ in range(7):
        began = time.process_time()
        act()
        spent.append(time.process_time() - began)
    return median(spent)


def test_many_patients_cost_little_more_than_a_few(sqlite_cast: Cast):
    """Both in one run, so that a busy machine makes both dear."""
    doctor = sqlite_cast.dr_bose
    add_crowd(sqlite_cast, ON_A_PAGE)
    few = _cpu_seconds(lambda: patient_page(sqlite_cast.clinic, doctor))
    add_crowd(sqlite_cast, MANY)
    many = _cpu_seconds(lambda: patient_page(sqlite_cast.clinic, doctor))
    assert many < MOST_TIMES_DEARER * few, f"{many / few:.1f} times"
