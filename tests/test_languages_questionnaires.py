"""A questionnaire is filled in only in the language of its wording, and quoted as it was asked."""

from collections.abc import Iterator

import pytest
from streamlit.testing.v1 import AppTest

from taper.actions import account, questionnaires
from taper.actions.visit_words import quoted
from taper.diary.questionnaires import Instrument
from taper.errors import TaperError
from taper.facts.questionnaires import instrument, instruments
from taper.ids import to_text
from taper.people.person import Actor
from taper.words import language
from taper.words.language import speaking
from tests import asking, drafts
from tests.asking import ALL_BUT_NINE, ask, seen_by
from tests.conftest import Cast
from tests.pages import opened, served, text
from tests.saving import TODAY

ONLY_ENGLISH = "De precieze tekst is alleen in het Engels vastgelegd."
WORD_FOR_WORD = "Vragen en antwoorden staan hier woordelijk in het Engels."
FIRST_ITEM = "Little interest or pleasure in doing things"


@pytest.fixture
def cast(sqlite_cast: Cast) -> Iterator[Cast]:
    with served(sqlite_cast), drafts.switched_on("nl"):
        yield sqlite_cast


def choose(cast: Cast, actor: Actor, code: str) -> Actor:
    account.choose_language(cast.clinic, actor, code)
    return actor.model_copy(update={"language": code})


def page(actor: Actor, **query: str) -> AppTest:
    with speaking(actor.language):  # as the page does: choices are found by their words
        return opened(actor, "questionnaires", **query)


def labels(at: AppTest) -> list[str]:
    return [each.label for each in at.button]


def marked(at: AppTest) -> str:
    """Give what the page marks as English."""
    return " ".join(each.proto.body for each in at.get("html") if 'lang="en"' in each.proto.body)


def test_every_wording_on_file_names_its_language():
    assert {each.id: each.language for each in instruments()} == dict.fromkeys(
        ("phq9", "phq8", "gad7"), "en"
    )


def test_a_clinics_own_question_may_be_asked_in_every_language():
    own = Instrument(id="own", title="Own", version="1", lead="", items=())
    assert own.is_in("nl")
    phq9 = instrument("phq9")
    assert phq9 is not None
    assert phq9.is_in("en")
    assert not phq9.is_in("nl")


def test_a_dutch_page_says_that_it_is_asked_for_and_offers_no_english_form(cast: Cast):
    ask(cast)
    at = page(choose(cast, cast.alex, "nl"))
    assert ONLY_ENGLISH in text(at)
    assert not at.exception
    assert "Invullen" not in labels(at)
    assert FIRST_ITEM not in text(at)


def test_the_same_person_fills_it_in_after_choosing_english(cast: Cast):
    ask(cast)
    choose(cast, cast.alex, "nl")
    at = page(choose(cast, cast.alex, "en"))
    assert ONLY_ENGLISH not in text(at)
    assert "Fill in" in labels(at)


def test_the_form_is_refused_in_another_language_by_whatever_way(cast: Cast):
    asked = ask(cast)
    with speaking("nl"), pytest.raises(TaperError, match=r"questionnaire\.other_language"):
        questionnaires.sheet(cast.clinic, cast.alex, cast.patient, asked.id, TODAY)


def test_answers_typed_before_the_language_was_changed_are_kept(cast: Cast):
    asked = ask(cast)
    with speaking("nl"):
        saved = asking.answer(cast, asked, ALL_BUT_NINE)
    assert saved.response.answers == ALL_BUT_NINE


def test_a_form_that_was_open_when_the_language_changed_leads_back_to_the_list(cast: Cast):
    ask(cast)
    at = page(cast.alex)
    next(each for each in at.button if each.label == "Fill in").click().run()
    choose(cast, cast.alex, "nl")
    with speaking("nl"):
        at.run()
        assert ONLY_ENGLISH in text(at)
        next(each for each in at.button if each.key == "back").click().run()
    assert not at.exception
    assert "Invullen" not in labels(at)


@pytest.mark.parametrize("who", ["alex", "dr_bose"])
def test_what_was_answered_is_quoted_in_its_own_language_and_marked(cast: Cast, who: str):
    asking.answer(cast, ask(cast, "gad7"), dict.fromkeys((f"gad_{n}" for n in range(1, 8)), 1))
    actor: Actor = getattr(cast, who)
    at = page(choose(cast, actor, "nl"), **({} if who == "alex" else {"patient": patient(cast)}))
    assert WORD_FOR_WORD in text(at)
    assert "Feeling nervous, anxious, or on edge" in marked(at)
    assert "Several days (1)" in marked(at)
    assert "7 van 21" in text(at)
    choose(cast, actor, "en")
    with speaking("en"):
        at.run()
    assert "word for word" not in text(at)
    assert marked(at) == ""


def test_the_prescriber_is_told_before_asking_where_there_is_more_than_one_language(cast: Cast):
    at = page(cast.dr_bose, patient=patient(cast))
    at.selectbox(key=next(each.key for each in at.selectbox if "instrument" in each.key)).select(
        "gad7"
    ).run()
    assert "It can be filled in only with the pages in English" in text(at)


def test_on_paper_the_language_of_a_quotation_is_said_where_it_is_another(cast: Cast):
    asking.answer(cast, ask(cast, "gad7"), {"gad_1": 2})
    (sheet,) = seen_by(cast, cast.alex).answered
    assert list(quoted(sheet.instrument.language)) == []
    with speaking("nl"):
        assert list(quoted(sheet.instrument.language)) == [WORD_FOR_WORD]
        assert list(quoted("")) == []
    assert language.in_use() is language.first()


def patient(cast: Cast) -> str:
    return to_text(cast.patient)
