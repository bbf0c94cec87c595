"""Words: every sentence is named, every name is a sentence, gaps fit, and it reads plainly."""

import re
from collections import Counter
from datetime import date

import pytest

from taper.words import OF_FACTS, day_of_pattern, keys, say
from tests import layout, phrases, reading_ease
from tests import words_in_code as code

FORMS = code.forms()
SOURCES = {
    file.relative_to(layout.ROOT).as_posix(): file.read_text("utf-8")
    for file in layout.source_files()
}
PAGES = {page.name: page.read_text("utf-8") for page in code.templates()}
SAID = [said for where, source in SOURCES.items() for said in code.said(source, where)]

# Areas that only the operator or the prescriber reads; everything else a patient may meet.
NOT_FOR_PATIENTS = frozenset(
    {"cli", "expand", "import", "method", "row", "settings", "supply", "web_error"}
)
SENTENCES_FOR_A_GRADE = 8  # fewer make the grade jump with every word
HIGHEST_GRADE = 6.0  # age 11
LONGEST_SENTENCE = 20


def test_every_sentence_named_in_the_program_exists():
    assert [f"{said.where}: {said.key}" for said in SAID if said.key not in FORMS] == []


def test_every_sentence_named_in_a_script_free_page_exists():
    areas = {key.split(".")[0] for key in FORMS}
    named = {
        (page, key)
        for page, text in PAGES.items()
        for key in code.KEY_IN_TEMPLATE.findall(text)
        if key.split(".")[0] in areas and not key.endswith((".html", ".css", ".js"))
    }
    assert {(page, key) for page, key in named if key not in FORMS} == set()


def test_every_sentence_is_named_somewhere():
    named = {key for source in SOURCES.values() for key in code.named_keys(source)}
    named |= {key for text in PAGES.values() for key in code.KEY_IN_TEMPLATE.findall(text)}
    begun = set(OF_FACTS) | {
        start for source in SOURCES.values() for start in code.named_beginnings(source)
    }
    for text in PAGES.values():
        begun |= set(re.findall(r"[\"']([a-z][a-z0-9_]*\.[a-z0-9_]*)[\"']\s*~", text))
    ended = {end for source in SOURCES.values() for end in code.named_endings(source)}
    named |= {key + end for key in named for end in ended}
    idle = [key for key in FORMS if key not in named and not key.startswith(tuple(begun))]
    assert idle == []


def test_the_values_given_fit_the_gaps_of_the_sentence():
    wrong = []
    for said in SAID:
        if said.given is None or said.key not in FORMS:
            continue
        wanted = frozenset().union(*map(code.gaps, FORMS[said.key].values()))
        chosen = {"one": {"n"}, "patient": {"reader"}}
        for form, needs in chosen.items():
            if form in FORMS[said.key]:
                wanted |= needs
        if said.given != wanted:
            wrong.append(
                f"{said.where}: {said.key} wants {sorted(wanted)}, has {sorted(said.given)}"
            )
    assert wrong == []


def test_every_table_of_forms_has_both_forms():
    pairs = ({""}, {"one", "other"}, {"patient", "clinician"})
    assert {key: sorted(forms) for key, forms in FORMS.items() if set(forms) not in pairs} == {}


def test_a_gap_is_a_plain_name():
    for key, forms in FORMS.items():
        for sentence in forms.values():
            assert all(re.fullmatch(r"[a-z][a-z0-9_]*", gap) for gap in code.gaps(sentence)), key


def test_no_sentence_shouts_or_speaks_in_pictures():
    picture = re.compile(r"[!\u2600-\u26ff\U0001f000-\U0001faff]")
    assert [key for key, sentence in phrases.sentences() if picture.search(sentence)] == []


def test_no_sentence_begins_or_ends_with_a_blank_or_is_empty():
    assert [key for key, text in phrases.sentences() if not text or text != text.strip()] == []


def test_a_patient_never_reads_micrograms():
    small = re.compile(r"[µμ]g|\bmcg\b|microgram", re.IGNORECASE)
    assert [
        key
        for key, sentence in phrases.sentences()
        if key.split(".")[0] not in NOT_FOR_PATIENTS and small.search(sentence)
    ] == []


def test_the_words_the_program_reads_are_those_of_the_files():
    assert keys() == set(FORMS)


def test_no_two_sentences_of_one_area_are_the_same():
    said = {(key.split(".")[0], key, sentence) for key in FORMS for sentence in FORMS[key].values()}
    twice = Counter((area, sentence) for area, _, sentence in said if len(sentence.split()) > 6)
    assert [pair for pair, count in twice.items() if count > 1] == []


def _patient_areas() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, sentence in phrases.sentences():
        area, _, form = name.partition(".")
        whole = re.sub(r"\{\w+\}", "it", sentence)
        if area not in NOT_FOR_PATIENTS and not form.endswith(".clinician") and " " in whole:
            found.setdefault(area, []).append(whole.rstrip(".") + ".")
    del found["product"]  # one sentence, word for word from the design
    del found["symptom_name"]  # names, word for word from the facts
    return found


@pytest.mark.parametrize("area", sorted(_patient_areas()))
def test_what_a_patient_reads_is_for_reading_age_11(area: str):
    sentences = _patient_areas()[area]
    assert [
        each for each in sentences if reading_ease.longest_sentence(each) > LONGEST_SENTENCE
    ] == []
    if len(sentences) >= SENTENCES_FOR_A_GRADE:
        assert reading_ease.grade("\n".join(sentences)) <= HIGHEST_GRADE


def test_the_syllable_counter_is_right_for_nine_words_in_ten():
    lines = (layout.ROOT / "tests/data/syllables.txt").read_text("utf-8").split("\n")
    counted = {word: int(count) for word, count in (line.split() for line in lines if line)}
    wrong = {
        word: reading_ease.syllables(word)
        for word, by_hand in counted.items()
        if reading_ease.syllables(word) != by_hand
    }
    assert len(wrong) <= len(counted) / 10, wrong


def test_the_grade_of_a_text_worked_by_hand():
    # 12 words, 2 sentences, 12 syllables: 0.39 x 6 + 11.8 x 1 - 15.59 = -1.45
    assert round(reading_ease.grade("The cat sat on the mat. The dog lay on it too."), 2) == -1.45


def test_a_text_for_lawyers_is_found():
    text = "Notwithstanding contradictory representation, administrative responsibility remains."
    assert reading_ease.grade(text) > HIGHEST_GRADE


def test_calls_are_read_with_their_values():
    source = (
        'raise TaperError("a.b", day=day)\nsay("c.d", **values)\nsay(key)\nerrors.Refused("e.f")'
    )
    assert list(code.said(source, "x")) == [
        code.Said("x:1", "a.b", frozenset({"day"}), True),
        code.Said("x:2", "c.d", None, False),
        code.Said("x:4", "e.f", frozenset(), True),
    ]


def test_keys_put_together_are_known_by_their_beginning_or_end():
    source = 'say(f"audit.{event}")\nx = f"{a}.b"\ny = f"{key}_heading"'
    assert code.named_beginnings(source) == {"audit."}
    assert code.named_endings(source) == {"_heading"}


def test_say_fills_the_gaps_that_the_check_sees():
    assert code.gaps("since {day}, {n} days") == {"day", "n"}
    assert "24 November" in say("check_in.future", day=date(2026, 11, 24))


def test_a_pattern_of_a_week_is_read_by_its_weekdays_and_any_other_by_its_numbers():
    tuesday = date(2026, 11, 24)
    assert [day_of_pattern(number, 7, tuesday) for number in (1, 7)] == ["Tuesday", "Monday"]
    assert day_of_pattern(2, 2, tuesday) == "Day 2"
    assert day_of_pattern(7, 7, None) == "Day 7"
