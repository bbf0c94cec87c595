"""The non-advice contract of design §2, from the first day: words, empty fields, walls."""

import ast
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests import clinical_inputs, layout, phrases

DATA = Path(__file__).parent / "data"


def _corpus(name: str) -> list[str]:
    return [line for line in (DATA / name).read_text("utf-8").splitlines() if line.strip()]


GOOD, BAD = _corpus("phrases_good.txt"), _corpus("phrases_bad.txt")
DOCUMENTS = sorted([layout.ROOT / "README.md", *layout.ROOT.glob("docs/**/*.md")])


def test_no_sentence_on_a_screen_advises_interprets_praises_reassures_or_alarms():
    found = {
        key: phrases.faults(sentence, area=key.split(".")[0])
        for key, sentence in phrases.sentences()
    }
    assert {key: faults for key, faults in found.items() if faults} == {}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_no_document_advises_praises_or_reassures(document: Path):
    assert phrases.faults(phrases.prose(document.read_text("utf-8")), document=True) == []


def test_the_corpus_is_large_enough_to_prove_anything():
    assert min(len(set(GOOD)), len(set(BAD))) >= 40


@pytest.mark.parametrize("sentence", GOOD)
def test_a_fact_passes_the_phrase_check(sentence: str):
    assert phrases.faults(sentence) == []


@pytest.mark.parametrize("sentence", BAD)
def test_advice_is_caught_by_the_phrase_check(sentence: str):
    assert phrases.faults(sentence) != []


@pytest.mark.parametrize(
    "sentence",
    [
        "We recommend 10 mg.",
        "Well done.",
        "You may want to wait.",
        "Take the missed dose.",
        "Then stop.",
    ],
)
def test_advice_is_caught_in_documents_too(sentence: str):
    assert phrases.faults(sentence, document=True) != []


def test_each_pattern_catches_something_of_the_corpus():
    idle = [
        phrase.pattern.pattern
        for phrase in phrases.forbidden()
        if not any(phrase.pattern.search(sentence.replace("’", "'")) for sentence in BAD)
    ]
    assert idle == []


def test_a_reviewed_sentence_passes_whole_and_only_whole():
    purpose = phrases.allowed_sentences()[0]
    assert phrases.faults(purpose) == []
    assert phrases.faults(purpose + " You should hold.") != []
    assert phrases.faults("It does not recommend, judge or change treatment.") != []


def test_a_word_let_through_in_one_area_is_caught_in_every_other():
    assert phrases.faults("The emergency number is 999.", area="crisis") == []
    assert phrases.faults("The emergency number is 999.", area="plan") != []
    assert phrases.faults("You should call the emergency number.", area="crisis") != []


def test_a_reviewed_sentence_is_still_needed_and_says_why_it_passes():
    for entry in tomllib.loads(phrases.ALLOWED.read_text("utf-8"))["sentence"]:
        assert entry["why"].strip()
        assert any(phrase.pattern.search(entry["text"]) for phrase in phrases.forbidden())


def test_the_purpose_stands_word_for_word_in_words_and_readme():
    words = dict(phrases.sentences())
    assert words["product.purpose"] in phrases.allowed_sentences()
    readme = " ".join((layout.ROOT / "README.md").read_text("utf-8").split())
    assert words["product.purpose"] in readme


def test_no_page_offers_a_number_a_choice_or_a_day_by_itself():
    found = [
        line
        for file in layout.source_files()
        if layout.part_of(file) == "ui"
        for line in clinical_inputs.faults(file.read_text("utf-8"), file.name)
    ]
    assert found == []


def test_no_script_free_page_has_a_number_field_a_slider_or_a_choice_already_made():
    for page in layout.ROOT.glob("taper/web/**/*.html"):
        assert clinical_inputs.page_faults(page.read_text("utf-8"), page.name) == []


@pytest.mark.parametrize(
    "line",
    [
        "st.number_input('mg')",
        "number_input('mg')",
        "column.number_input('mg')",
        "st.slider('mood')",
        "st.select_slider('mood', [1, 2])",
        "st.column_config.NumberColumn('mg')",
        "st.column_config.DateColumn('day')",
        "st.text_input('dose', value='10 mg')",
        "st.text_input('dose', '10 mg')",
        "st.text_input('dose', placeholder='10')",
        "st.text_area('words', value='Call me')",
        "st.segmented_control('mood', range(11), default=5)",
        "st.pills('symptom', names, default=['dizziness'])",
        "st.radio('taken', answers)",
        "st.radio('taken', answers, index=0)",
        "st.selectbox('curve', curves)",
        "st.selectbox('curve', curves, 1)",
        "st.checkbox('agreed', value=True)",
        "st.toggle('agreed', True)",
        "st.date_input('starts')",
        "st.date_input('starts', value='today')",
        "st.time_input('at')",
        "st.text_input('dose', bind='query-params')",
    ],
)
def test_a_field_that_answers_by_itself_is_found(line: str):
    assert len(clinical_inputs.faults(line, "page.py")) == 1


@pytest.mark.parametrize(
    "line",
    [
        "st.text_input('dose', key='dose')",
        "st.text_input('dose', value='')",
        "st.text_input('dose', value=row.dose)",
        "st.text_input('name', placeholder='Any name')",
        "st.segmented_control('mood', range(11), key='mood')",
        "st.segmented_control('mood', range(11), default=None)",
        "st.segmented_control('mood', range(11), default=on_file.mood)",
        "st.radio('taken', answers, index=None)",
        "st.selectbox('zone', zones, index=place)",
        "st.checkbox('agreed')",
        "st.checkbox('agreed', value=False)",
        "st.date_input('starts', value=None)",
        "st.column_config.TextColumn('mg')",
        "st.button('Save')",
        "st.selectbox('which day', days, key='day')",
    ],
)
def test_a_field_that_waits_for_an_answer_passes(line: str):
    assert clinical_inputs.faults(line, "page.py") == []


@pytest.mark.parametrize(
    "line",
    [
        '<input type="number" name="dose">',
        "<input name=a type=range>",
        "<option selected>5",
        "<input checked>",
    ],
)
def test_a_field_of_a_script_free_page_that_answers_by_itself_is_found(line: str):
    assert len(clinical_inputs.page_faults(line, "page.html")) == 1


def test_nothing_of_the_diary_reaches_the_plan_however_it_is_started():
    program = """
import importlib, pkgutil, sys, taper.plan
for module in pkgutil.iter_modules(taper.plan.__path__):
    importlib.import_module(f"taper.plan.{module.name}")
print([name for name in sys.modules if name.startswith("taper.") and "plan" not in name])
"""
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert set(ast.literal_eval(told.stdout.decode())) <= {
        "taper.errors",
        "taper.ids",
        "taper.clock",
    }
