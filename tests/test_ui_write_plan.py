"""The plan editor: everything is text until it is read, and nothing typed is lost."""

from collections.abc import Iterator

import pytest

from taper.actions import plans
from taper.plan.typed import TypedRow
from taper.ui.desk import edited
from tests.conftest import TEXTS, Cast
from tests.editor import (
    PASTED,
    as_list,
    draft,
    editor,
    keyed,
    open_course,
    paste_rows,
    press,
    tables,
    type_row,
    write_texts,
)
from tests.pages import SHELL, opened, served, text


@pytest.fixture
def cast(sqlite_cast: Cast) -> Iterator[Cast]:
    with served(sqlite_cast):
        yield sqlite_cast


def test_nothing_is_filled_in_before_somebody_types(cast: Cast):
    at = open_course(cast)
    assert keyed(at, "-holds").value is None
    assert all(not each.value for each in (*at.text_input, *at.text_area))
    assert not any(each.value for each in at.checkbox)
    assert at.data_editor[0].value.eq("").all(axis=None)


READ = [
    ("0,5", "0.5 mg"),
    ("0.5", "0.5 mg"),
    ("½", "0.5 mg"),
    ("20 | 0", "Day 1: 20 mg, Day 2: 0 mg"),
    (
        "20|20|10|10|5|0|0",
        "Monday: 20 mg, Tuesday: 20 mg, Wednesday: 10 mg, Thursday: 10 mg, Friday: 5 mg, "
        "Saturday: 0 mg, Sunday: 0 mg",
    ),
]
REFUSED = [
    ("1.000", "This could mean"),
    ("1,000", "This could mean"),
    ("10 %", "A percentage is not a dose."),
    ("03/04", "A slash can mean a date or a fraction."),
]


@pytest.mark.parametrize(("dose", "understood"), READ)
@pytest.mark.parametrize("way", ["paste", "table", "list"])
def test_a_dose_is_read_the_same_however_it_is_typed(
    cast: Cast, way: str, dose: str, understood: str
):
    page = tables(type_row(open_course(cast), way, "2026-03-09", dose))
    assert f"<span>Mon 9 Mar 2026</span><span>{understood}</span>" in page


@pytest.mark.parametrize(("dose", "sentence"), REFUSED)
@pytest.mark.parametrize("way", ["paste", "table", "list"])
def test_a_dose_with_two_readings_is_refused_at_its_row_and_stays_as_typed(
    cast: Cast, way: str, dose: str, sentence: str
):
    page = tables(type_row(open_course(cast), way, "2026-03-09", dose))
    assert f"To correct: {sentence}" in page
    assert f"<span>2026-03-09</span><span>{dose}</span>" in page
    assert "<span>Mon 9 Mar 2026</span><span>not understood</span>" in page


@pytest.mark.parametrize("way", ["paste", "table", "list"])
def test_a_day_with_two_readings_is_refused_at_its_row(cast: Cast, way: str):
    page = tables(type_row(open_course(cast), way, "03/04/2026", "20"))
    assert "To correct: This could be 4 March 2026 or 3 April 2026." in page


def test_from_table_to_list_and_back_nothing_typed_is_lost(cast: Cast):
    at = as_list(type_row(open_course(cast), "table", "2026-03-09", "½"))
    assert (keyed(at, "-starts-0").value, keyed(at, "-dose-0").value) == ("2026-03-09", "½")
    keyed(at, "-words-0").set_value("Half a tablet.")
    keyed(at, "-way").set_value("table").run()
    assert at.data_editor[0].value.iloc[0].tolist() == ["2026-03-09", "½", "Half a tablet."]


def test_a_row_is_added_to_and_taken_out_of_the_list(cast: Cast):
    at = as_list(paste_rows(open_course(cast), PASTED))
    keyed(at, "-dose-1").set_value("15")
    at = press(at, "-add")
    keyed(at, "-starts-3").set_value("2026-06-01")
    keyed(at, "-dose-3").set_value("0")
    at = press(at, "-drop-2")
    doses = [each.value for each in at.text_input if "-dose-" in each.key]
    assert doses == ["20", "15", "0"]


def test_rows_are_pasted_below_those_that_are_there(cast: Cast):
    at = paste_rows(open_course(cast), PASTED)
    keyed(at, "-pasted").set_value("2026-06-01\t5")
    at = press(at, "-paste_add")
    assert at.data_editor[0].value["dose"].tolist()[:4] == ["20", "17,5", "0", "5"]


def test_what_cannot_be_pasted_stays_in_its_box(cast: Cast):
    at = paste_rows(open_course(cast), "   ")
    assert "There is nothing to read in what was pasted." in text(at)
    at = open_course(cast)
    keyed(at, "-pasted").set_value('"2026-03-09\t20')
    at = press(at, "-paste_put")
    assert "A quotation mark is opened and not closed." in text(at)
    assert keyed(at, "-pasted").value == '"2026-03-09\t20'


def test_what_is_missing_is_named_at_its_field_once_it_is_read_back(cast: Cast):
    at = paste_rows(open_course(cast), "2026-03-09\t20")
    assert "To correct" not in text(at)
    at = press(at, "read-back-button")
    page = text(at)
    assert "5 things are to be corrected" in page
    assert "To correct: Say how long the last row holds." in page
    assert page.count("To correct: Write this text") == 3
    assert draft(cast).rows[0] == TypedRow(starts="2026-03-09", dose="20")


def test_a_text_is_written_or_said_to_stay_empty(cast: Cast):
    at = write_texts(paste_rows(open_course(cast), PASTED))
    keyed(at, "-if_too_hard").set_value("")
    keyed(at, "-if_too_hard_empty").check()
    at = press(at, "read-back-button")
    assert "Left empty by the prescriber." in text(at)


def test_the_end_is_asked_for_where_the_last_row_is_not_zero(cast: Cast):
    at = write_texts(paste_rows(open_course(cast), "2026-03-09\t20"))
    keyed(at, "-holds").set_value("until").run()
    keyed(at, "-holds_until").set_value("1 May 2026")
    keyed(at, "-then").set_value("We decide together.").run()
    assert "Read as 1 May 2026." in text(at)
    page = text(press(at, "read-back-button"))
    assert "The last row holds until 1 May 2026. The plan ends here." in page
    assert "We decide together." in page


def test_a_draft_is_saved_and_found_again_in_another_session(cast: Cast):
    at = write_texts(paste_rows(open_course(cast), PASTED))
    assert "Not saved yet" in text(at)
    page = text(press(at, "save-draft"))
    assert "The draft is saved. Patients do not see it." in page
    again = editor(cast)
    assert again.data_editor[0].value["dose"].tolist()[:3] == ["20", "17,5", "0"]
    assert keyed(again, "-contact").value == TEXTS["contact"]


def test_what_is_typed_is_still_there_after_a_look_at_another_page(cast: Cast):
    at = write_texts(type_row(open_course(cast), "table", "2026-03-09", "20")).run()
    at.switch_page(str(SHELL.parent / "views" / "plan.py")).run()
    at.switch_page(str(SHELL.parent / "views" / "write_plan.py")).run()
    assert not at.exception
    assert keyed(at, "-contact").value == TEXTS["contact"]
    assert at.data_editor[0].value.iloc[0].tolist() == ["2026-03-09", "20", ""]


def test_of_two_medicines_none_is_chosen_beforehand(cast: Cast):
    for form in ("tablets", "drops"):
        plans.open_course(cast.clinic, cast.dr_bose, cast.patient, medicine="Exampline", form=form)
    at = editor(cast)
    assert at.selectbox[0].value is None
    assert not at.data_editor


def test_a_medicine_is_opened_from_the_list_of_names(cast: Cast):
    at = editor(cast)
    assert keyed(at, "medicine").value is None
    keyed(at, "medicine").select("sertraline")
    at = press(at, "open-course")
    assert "Write a medicine and a form" in text(at)
    keyed(at, "form").set_value("tablets")
    press(at, "open-course")
    found = plans.signed_plans(cast.clinic, cast.dr_bose, cast.patient, page="plan")[0].course
    assert (found.medicine, found.form) == ("sertraline", "tablets")


def test_a_stranger_sees_nothing_of_a_draft(cast: Cast):
    press(write_texts(paste_rows(open_course(cast), PASTED)), "save-draft")
    at = editor(cast, "dr_stranger")
    page = text(at) + tables(at)
    assert "Exampline" not in page
    assert "17,5" not in page
    assert "Alex" not in page


def test_a_patient_has_no_editor(cast: Cast):
    open_course(cast)
    with pytest.raises(ValueError, match="write_plan"):
        opened(cast.alex, "write_plan")


def test_words_that_look_like_markup_are_shown_as_words(cast: Cast):
    at = write_texts(paste_rows(open_course(cast), "2026-03-09\t0\t<b onclick=x>**now**</b>"))
    keyed(at, "-contact").set_value("![x](http://example.org/a.png)")
    at = press(at, "read-back-button")
    assert "&lt;b onclick=x&gt;**now**&lt;/b&gt;" in tables(at)
    assert "![x](http://example.org/a.png)" in [each.value for each in at.text]
    assert "example.org" not in "".join(each.value for each in at.markdown)


def test_a_browser_that_sends_what_it_likes_changes_only_cells_of_text():
    base = (TypedRow(starts="a", dose="1"), TypedRow(starts="b", dose="2"))
    sent = {
        "edited_rows": {0: {"dose": 99, "id": "x"}, 7: {"dose": "3"}, -1: {"dose": "3"}},
        "added_rows": [{"starts": "c", "dose": None, "_index": 5}],
        "deleted_rows": [1, 12],
    }
    assert edited(base, sent) == (
        TypedRow(starts="a", dose=""),
        TypedRow(starts="c", dose=""),
    )
