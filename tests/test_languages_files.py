"""Script-free pages, papers and calendars in a language that nobody speaks; files for programs."""

import html
import re
from collections.abc import Iterator
from datetime import timedelta

import pytest

from taper.actions import account, fridge, full_record, paper, record, reminders, visit
from taper.actions import clinic as clinics
from taper.actions.plans import course_plans
from taper.diary.reminders import Chosen
from taper.errors import TaperError
from taper.exports.pdf import Paper
from taper.words import language
from taper.words.language import speaking
from tests import pseudo
from tests.conftest import PASSWORD, Cast, sign_plan, typed_plan
from tests.pdf_text import pages
from tests.saving import TODAY, save
from tests.test_languages_pages import NAMES, facts, of_finnish, written
from tests.test_web_pages import all_pages
from tests.web_client import Browser, read

ASK = {"accept-language": "qps, en;q=0.5"}


@pytest.fixture
def cast(sqlite_cast: Cast) -> Iterator[Cast]:
    """The cast, as the clinic that runs, with a plan and two days."""
    sign_plan(
        sqlite_cast,
        typed_plan((str(TODAY - timedelta(days=7)), "10"), (str(TODAY + timedelta(days=7)), "7.5")),
    )
    save(sqlite_cast, TODAY)
    clinics.start(sqlite_cast.clinic)
    yield sqlite_cast
    clinics.stop()


def english(text: str, cast: Cast) -> list[str]:
    """Give the words of *text* that no language gave it."""
    finnish = of_finnish()
    found = pseudo.plain_words(text, written(cast.clinic) | facts() | finnish | NAMES)
    # A month on the axis of a printed chart may be read in pieces.
    return [each for each in found if not any(name.startswith(each) for name in finnish)]


# --- pages without scripts


def test_no_script_free_page_has_a_word_of_another_language(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
):
    real = Browser.__init__

    def asking(self: Browser, *given: object, **named: object) -> None:
        real(self, *given, **named)  # type: ignore[arg-type]
        self.client.headers.update(ASK)

    monkeypatch.setattr(Browser, "__init__", asking)
    with pseudo.lent():
        answers = all_pages(cast)
        told = {name: english(words_of(answer.text), cast) for name, answer in answers.items()}
        for name, answer in answers.items():
            assert read(answer).all("html") == [{"lang": "qps", "dir": "ltr"}], name
    assert {name: found for name, found in told.items() if found} == {}


def words_of(page: str) -> str:
    """Give what a person reads of a page: its text, and the attributes that are read aloud."""
    aloud = re.findall(r'(?:aria-label|title|alt|placeholder)="([^"]*)"', page)
    body = re.sub(r"<(style|svg)\b.*?</\1>|<[^>]*>", " ", page, flags=re.DOTALL)
    return html.unescape("\n".join([body, *aloud]))


def test_a_page_says_from_which_side_it_is_written(cast: Cast):
    with pseudo.lent(pseudo.CODE_RTL, "rtl"):
        answer = Browser(cast.clinic.settings).get("/sign-in", **{"accept-language": "qpr"})
    assert read(answer).all("html") == [{"lang": "qpr", "dir": "rtl"}]


def test_the_choice_at_the_foot_of_a_page_is_kept_by_the_browser(cast: Cast):
    browser = Browser(cast.clinic.settings)
    with pseudo.lent():
        assert 'href="?language=qps"' in browser.get("/sign-in").text
        chosen = browser.get("/sign-in?language=qps")
        assert "taper_language=qps" in chosen.headers["set-cookie"]
        assert read(browser.get("/crisis")).all("html")[0]["lang"] == "qps"
        assert read(browser.get("/sign-in?language=en")).all("html")[0]["lang"] == "en"


def test_a_language_that_is_not_on_is_neither_offered_nor_taken(cast: Cast):
    browser = Browser(cast.clinic.settings)
    for asked in ("nl", "de", "qps", "../en", ""):
        answer = browser.get(f"/sign-in?language={asked}", **{"accept-language": "nl, de"})
        assert read(answer).all("html")[0]["lang"] == "en"
        assert "taper_language" not in answer.headers.get("set-cookie", "")
        assert "hreflang" not in answer.text


def test_who_chose_a_language_is_spoken_to_in_it_whatever_the_browser_asks(cast: Cast):
    browser = Browser(cast.clinic.settings)
    browser.sign_in("alex", PASSWORD)
    with pseudo.lent():
        assert browser.post("/account/language", language="qps").status_code == 303
        page = browser.get("/account", **{"accept-language": "en"})
        assert read(page).all("html")[0]["lang"] == "qps"
        assert "hreflang" not in page.text
    assert read(browser.get("/account")).all("html")[0]["lang"] == "en"


def test_a_draft_can_not_be_chosen_on_the_account_page(cast: Cast):
    browser = Browser(cast.clinic.settings)
    browser.sign_in("alex", PASSWORD)
    assert 'name="language"' not in browser.get("/account").text
    assert browser.post("/account/language", language="nl").status_code == 400
    with pytest.raises(TaperError) as refused:
        account.choose_language(cast.clinic, cast.alex, "nl")
    assert refused.value.key == "account.language_unknown"


# --- papers, calendars, and files for programs


def test_no_paper_has_a_word_of_another_language(cast: Cast):
    clinic, alex, patient = cast.clinic, cast.alex, cast.patient
    with clinic.store.reading() as session:
        course = course_plans(session, patient)[0].course.id
    with pseudo.lent():
        made = {
            "visit": visit.visit_file(clinic, alex, patient, None, None, None, Paper.A4),
            "fridge": fridge.fridge(clinic, alex, patient, course, Paper.A4),
            "sheet": paper.print_sheet(clinic, alex, patient, TODAY, Paper.A4),
            "record": full_record.full_record(clinic, alex, patient, None, None, Paper.A4),
        }
        told = {name: english(" ".join(pages(file)), cast) for name, file in made.items()}
        text = visit.visit_file(clinic, alex, patient, None, None, None, None).decode()
        assert english(text, cast) == []
    assert {name: found for name, found in told.items() if found} == {}


def test_a_paper_for_the_patient_is_in_the_patients_language(cast: Cast):
    with pseudo.lent():
        account.choose_language(cast.clinic, cast.alex, pseudo.CODE)
        with speaking("en"):
            made = paper.print_sheet(cast.clinic, cast.dr_bose, cast.patient, TODAY, Paper.A4)
        assert english(" ".join(pages(made)), cast) == []


def test_a_calendar_is_in_the_language_of_its_owner_whoever_asks(cast: Cast):
    clinic, alex, patient = cast.clinic, cast.alex, cast.patient
    chosen = Chosen(dose_changes=True)
    reminders.set_reminders(clinic, alex, patient, chosen)
    secret = reminders.make_address(clinic, alex, patient).rpartition("/")[2].removesuffix(".ics")
    with pseudo.lent():
        account.choose_language(clinic, cast.alex, pseudo.CODE)
        with speaking("en"):
            made = reminders.calendar_at(clinic, secret).decode()
    assert pseudo.pseudo("Diary") in made


def test_files_for_programs_are_the_same_in_every_language(cast: Cast):
    clinic, alex, patient = cast.clinic, cast.alex, cast.patient
    first, last = TODAY - timedelta(days=7), TODAY
    in_english = record.timeline_csv(clinic, alex, patient, first, last)
    with pseudo.lent():
        assert record.timeline_csv(clinic, alex, patient, first, last) == in_english
    assert language.in_use() is language.first()
