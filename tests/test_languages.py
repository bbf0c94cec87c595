"""Languages: a draft can't be chosen, a folder is whole, and days and figures follow the reader."""

import ast
import re
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest
from babel import Locale

from taper import words
from taper.facts.crisis import crisis
from taper.facts.occupancy import curves_on_file
from taper.facts.symptoms import listed
from taper.plan.dose import Dose
from taper.words import country, day, figures, language, of_fact, say, short_day
from taper.words.language import Language, best_of, kept_by_language, speaking
from tests import phrases, pseudo, same_words
from tests import words_in_code as code

TUESDAY = date(2026, 11, 24)
FOLDERS = sorted(each.parent.name for each in phrases.WORDS.glob("*/product.toml"))
OTHERS = [each for each in FOLDERS if each != "en"]
BY_LANGUAGE = tomllib.loads((phrases.DATA / "phrases_by_language.toml").read_text("utf-8"))


# --- which may be chosen


def test_a_draft_can_not_be_chosen_and_english_can():
    for each in language.on_file():
        assert each.is_on == (each.code == "en" or bool(each.reviewed_by and each.reviewed_on))
        assert (language.called(each.code) is each) == each.is_on


def test_a_reviewer_without_a_day_and_a_day_without_a_reviewer_switch_nothing_on():
    made = pseudo.made()
    assert not replace(made, reviewed_by="Dr Vega", reviewed_on=None).is_on
    assert not replace(made, reviewed_by="", reviewed_on=TUESDAY).is_on
    assert replace(made, reviewed_by="Dr Vega", reviewed_on=TUESDAY).is_on


def test_nothing_that_an_operator_can_set_switches_a_draft_on():
    from taper.settings import Settings

    assert [name for name in Settings.model_fields if "lang" in name or "locale" in name] == []


def test_who_asks_for_a_draft_or_for_nothing_is_spoken_to_in_english():
    for asked in (None, "", "nl", "de", "xx"):
        with speaking(asked) as spoken:
            assert spoken.is_on
    assert best_of("xx, yy;q=0.5") is None


def test_a_browser_gets_the_first_of_its_languages_that_is_on():
    with pseudo.lent():
        assert best_of("xx, qps-NL;q=0.3, en-GB;q=0.2") is language.called("qps")
        assert best_of("en-GB, qps;q=0.9") is language.first()
        assert best_of("qps;q=0, en;q=nonsense") is None


# --- every folder is whole


@pytest.mark.parametrize("name", OTHERS)
def test_a_folder_has_the_files_keys_forms_and_gaps_of_english(name: str):
    assert list(same_words.differences(name)) == []


@pytest.mark.parametrize("name", OTHERS)
def test_no_sentence_of_a_language_shouts_or_is_empty(name: str):
    shouts = re.compile(r"[!\u2600-\u26ff\U0001f000-\U0001faff]|[µμ]g")
    for key, sentence in phrases.sentences(name):
        assert sentence, key
        assert sentence == sentence.strip(), key
        assert not shouts.search(sentence), key


@pytest.mark.parametrize("name", OTHERS)
def test_no_sentence_of_a_language_advises_interprets_praises_or_alarms(name: str):
    told = {key: _faults(name, sentence) for key, sentence in phrases.sentences(name)}
    passed = {each["key"] for each in BY_LANGUAGE["allowed"] if each["why"].strip()}
    assert {key: each for key, each in told.items() if each and key not in passed} == {}


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("nl", "Het is raadzaam om te wachten."),
        ("nl", "Dit is waarschijnlijk een terugval."),
        ("nl", "Goed gedaan."),
        ("nl", "Let op: te veel."),
        ("de", "Wir empfehlen 10 mg."),
        ("de", "Das deutet auf einen Rückfall hin."),
        ("de", "Weiter so."),
        ("de", "Achtung: zu viel."),
    ],
)
def test_advice_is_caught_in_every_language_with_a_folder(name: str, sentence: str):
    assert _faults(name, sentence) != []


def test_every_language_with_a_folder_has_a_list_of_what_it_may_not_say():
    assert set(OTHERS) <= BY_LANGUAGE.keys()
    for name in OTHERS:
        assert all(BY_LANGUAGE[name][kind] for kind in ("advice", "praise", "alarm"))


def _faults(name: str, sentence: str) -> list[str]:
    lists: dict[str, list[str]] = BY_LANGUAGE[name]
    low = sentence.lower()
    return [
        f"{kind}: {stem}"
        for kind, stems in lists.items()
        for stem in stems
        if re.search(rf"\b{re.escape(stem)}", low)
    ]


# --- what facts/ says has its place in words/


def test_what_facts_say_in_words_can_be_translated():
    numbers = crisis()
    said = {each.label for each in listed()} | {each.text for each in numbers.sign}
    said |= {each.hours for each in numbers.line} | {each.region for each in curves_on_file()}
    said |= {each.then for each in numbers.line if each.then}
    ours = {each for key, each in phrases.sentences() if key.startswith(words.OF_FACTS)}
    assert said == ours


def test_a_name_that_a_person_typed_stays_and_one_of_the_facts_is_translated():
    assert of_fact("Dizziness") == "Dizziness"
    with pseudo.lent():
        assert of_fact("Dizziness") == pseudo.pseudo("Dizziness")
        assert of_fact("Wobbly knees") == "Wobbly knees"


def test_no_choice_is_asked_for_in_streamlits_own_words():
    # Where nothing is chosen yet it says "Choose an option", whatever the language of the page.
    told = [
        f"{file.name}:{call.lineno}"
        for file in sorted((phrases.ROOT / "taper/ui").rglob("*.py"))
        for call in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(call, ast.Call) and _may_be_empty(call)
        if "placeholder" not in {each.arg for each in call.keywords}
    ]
    assert told == []


def _may_be_empty(call: ast.Call) -> bool:
    kind = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    nothing = any(
        each.arg == "index" and isinstance(each.value, ast.Constant) and each.value.value is None
        for each in call.keywords
    )
    return kind == "multiselect" or (kind == "selectbox" and nothing)


# --- days, figures and forms by language


@pytest.fixture
def german() -> Iterator[Language]:
    """A language that writes as Germans do, with the words of the tests."""
    folder = {"day": "d. MMMM y", "short_day": "EEE d. MMM y", "moment": "d. MMMM y, HH:mm"}
    made = replace(
        pseudo.made("qde"),
        locale=Locale.parse("de_DE"),
        patterns={**language.first().patterns, **folder},
        reviewed_on=TUESDAY,
    )
    with language.lend(made), speaking("qde"):
        yield made


def test_days_times_and_countries_are_written_in_the_language(german: Language):
    assert day(TUESDAY) == "24. November 2026"
    assert short_day(TUESDAY) == "Di. 24. Nov. 2026"
    assert country("AT") == "Österreich"
    said = say("check_in.future", day=TUESDAY)
    assert "24. November 2026" in said
    assert "14:05" in words._written(datetime(2026, 11, 24, 14, 5, tzinfo=UTC))  # type: ignore[operator]
    assert words._written(time(8, 0)) == "08:00"


@pytest.mark.usefixtures("german")
def test_a_dose_is_written_with_the_mark_of_the_language():
    assert figures(Dose(ug=500)) == "0,5 mg"
    assert figures("0.5 mg + 1.25 mg") == "0,5 mg + 1,25 mg"
    assert "0,5" in say("crisis.call", number="0.5 mg")


def test_a_dose_in_a_file_for_programs_has_its_point_in_every_language(german: Language):
    assert str(Dose(ug=500)) == "0.5 mg"


@pytest.mark.usefixtures("german")
@pytest.mark.parametrize("typed", ["1.2.3", "see p. 3.5 of the leaflet", "v1.2 beta", "24.11.2026"])
def test_what_a_person_typed_keeps_its_points(typed: str):
    assert typed in say("crisis.call", number=typed)


def test_english_writes_a_point():
    assert figures(Dose(ug=500)) == "0.5 mg"


def test_what_is_kept_is_kept_for_each_language_by_itself():
    @kept_by_language(4)
    def greeting(name: str) -> str:
        return f"{say('product.name')} {name}"

    in_english = greeting("x")
    with pseudo.lent():
        assert greeting("x") != in_english
    assert greeting("x") == in_english


def test_a_language_in_use_ends_where_it_was_asked_for():
    before = say("product.name")
    with pseudo.lent():
        assert say("product.name") != before
    assert say("product.name") == before


def test_nobodys_language_is_longer_and_has_no_plain_letter():
    sentence = "Nobody watches the {thing} live."
    made = pseudo.pseudo(sentence)
    assert len(made) > 1.3 * len(sentence)
    assert pseudo.plain_words(made, frozenset()) == ["thing"]
    assert code.gaps(made) == {"thing"}
