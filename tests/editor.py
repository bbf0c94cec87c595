"""The plan editor as a prescriber uses it, by way of AppTest."""

import re

from streamlit.testing.v1 import AppTest

from taper import ids
from taper.actions import plans
from taper.ids import CourseId
from taper.plan.plan import PlanVersion
from taper.plan.typed import TypedPlan
from tests.conftest import TEXTS, Cast
from tests.pages import opened

ROWS = (("2026-03-09", "20"), ("2026-04-06", "17.5"), ("2026-05-04", "0"))
PASTED = "2026-03-09\t20\n2026-04-06\t17,5\n2026-05-04\t0"


def editor(cast: Cast, who: str = "dr_bose") -> AppTest:
    """Open the editor for Alex."""
    return opened(cast.actor(who), "write_plan", patient=ids.to_text(cast.patient))


def keyed(at: AppTest, ending: str):
    """Give the one widget whose key ends so."""
    kinds = (at.button, at.text_input, at.text_area, at.checkbox, at.button_group, at.selectbox)
    found = [each for kind in kinds for each in kind if each.key and each.key.endswith(ending)]
    assert len(found) == 1, (ending, [each.key for each in found])
    return found[0]


def press(at: AppTest, ending: str) -> AppTest:
    keyed(at, ending).click().run()
    assert not at.exception, at.exception
    return at


def tables(at: AppTest) -> str:
    """Give the tables of the page, without the classes of their words."""
    return re.sub(r" class='(short|long)'", "", "\n".join(each.value for each in at.html))


def open_course(cast: Cast) -> AppTest:
    """Open the editor on a course with nothing in it."""
    plans.open_course(cast.clinic, cast.dr_bose, cast.patient, medicine="Exampline", form="tablets")
    return editor(cast)


def paste_rows(at: AppTest, pasted: str) -> AppTest:
    keyed(at, "-pasted").set_value(pasted)
    return press(at, "-paste_put")


def write_texts(at: AppTest) -> AppTest:
    for name, words in TEXTS.items():
        keyed(at, f"-{name}").set_value(words)
    return at


def read_back(cast: Cast) -> AppTest:
    """Type the plan of ROWS and read it back."""
    at = write_texts(paste_rows(open_course(cast), PASTED))
    return press(at, "read-back-button")


def password(at: AppTest):
    return next(each for each in at.text_input if "-password-" in each.key)


def signed(cast: Cast) -> list[PlanVersion]:
    found = plans.signed_plans(cast.clinic, cast.dr_bose, cast.patient, page="plan")
    return [version for course in found for version in course.versions]


def course_of(cast: Cast) -> CourseId:
    found = plans.signed_plans(cast.clinic, cast.dr_bose, cast.patient, page="plan")
    return found[0].course.id


def draft(cast: Cast) -> TypedPlan:
    return plans.draft(cast.clinic, cast.dr_bose, cast.patient, course_of(cast)).typed


def type_row(at: AppTest, way: str, starts: str, dose: str) -> AppTest:
    """Type one row by paste, in the table, or in the list."""
    if way == "paste":
        return paste_rows(at, f"{starts}\t{dose}")
    if way == "list":
        at = as_list(at)
        keyed(at, "-starts-0").set_value(starts)
        keyed(at, "-dose-0").set_value(dose)
    else:
        at.session_state[at.data_editor[0].key] = {
            "edited_rows": {0: {"starts": starts, "dose": dose}},
            "added_rows": [],
            "deleted_rows": [],
        }
    return at.run()


def as_list(at: AppTest) -> AppTest:
    keyed(at, "-way").set_value("list").run()
    assert not at.exception, at.exception
    return at
