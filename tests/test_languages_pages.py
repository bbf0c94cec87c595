"""No page mixes languages: in one that nobody speaks, every English word was hard-coded."""

import html
import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from babel import Locale
from google.protobuf.message import Message
from streamlit.dataframe_util import convert_arrow_bytes_to_pandas_df
from streamlit.testing.v1 import AppTest

from taper.actions import clinic as clinics
from taper.actions import sessions
from taper.actions.clinic import Clinic, open_clinic
from taper.demo.load import load_demo
from taper.ids import PersonId, to_text
from taper.people.person import Actor
from taper.settings import Settings
from taper.storage import people
from taper.ui import navigation, zones
from taper.words import language
from tests import pseudo
from tests.conftest import MORNING
from tests.pages import opened

# What is called the same in every language, or is for machines.
NAMES = frozenset(
    {
        "English",
        "Taper",
        "UTC",
        "PDF",
        "CSV",
        "FHIR",
        "JSON",
        "TSV",
        "PHQ-9",
        "GAD-7",
        "PHQ",
        "GAD",
        "mcg",
        "http",  # an address
        "ctrl",  # a key, as it is called on the keyboard
    }
)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clinic]:
    """The demo, whose people have something of everything."""
    file = tmp_path_factory.mktemp("pseudo") / "demo.sqlite3"
    settings = Settings(database=f"sqlite:///{file}", demo=True)
    with time_machine.travel(MORNING, tick=False):
        load_demo(settings)
        clinic = open_clinic(settings)
        clinics.start(clinic)
        yield clinic
        clinics.stop()
        clinic.store.close()


def actor(clinic: Clinic, role: str) -> Actor:
    """Sign in the first of the demo's people with *role*."""
    with clinic.store.writing() as session:
        person = next(one for one, _, its in people.with_accounts(session) if its.value == role)
        token = sessions.open_session(clinic, session, person)
    found = sessions.actor_by_token(clinic, token)
    assert found is not None
    return found


def written(clinic: Clinic) -> frozenset[str]:
    """Give every string on file: what people wrote, and names of medicines and people."""
    found: set[str] = set()
    with clinic.store.reading() as session:
        tables = sa.MetaData()
        tables.reflect(session.connection())
        for table in tables.sorted_tables:
            for row in session.execute(sa.select(table)):
                for value in row:
                    found |= set(_strings(value))
    lines = {line.strip() for each in found for line in each.split("\n")}
    kept = {each for each in lines if re.search("[A-Za-z]{3}", each)}
    return frozenset(kept | set(zones.zones()) | set(map(zones.zone_label, zones.zones()))) - (
        WORDS_OF_OURS
    )


# Stored, but ours: a page that shows one of these as it is stored is a page in English.
WORDS_OF_OURS = frozenset({"patient", "prescriber", "other", "taken", "none", "note", "day"})


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        try:
            inner = json.loads(value)
        except ValueError:
            yield value
        else:
            yield from _strings(inner) if not isinstance(inner, str) else (inner,)
    elif isinstance(value, dict):
        for each in value.values():
            yield from _strings(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _strings(each)


@cache
def facts() -> frozenset[str]:
    """Give what facts/ quotes: names of lines and medicines, sources, questionnaires."""
    found: set[str] = set()
    for file in files("taper.facts").iterdir():
        if file.name.endswith(".toml") and file.name != "symptoms.toml":
            found |= set(_strings(tomllib.loads(file.read_text("utf-8"))))
    regions = {"striatum", "amygdala", "midbrain", "thalamus", "caudate", "putamen"}
    spoken = {"24 hours a day", "24 hours a day, in 20 languages", "Choose option 2.", "not"}
    return frozenset(each for each in found if re.search("[A-Za-z]{3}", each)) - regions - spoken


def of_finnish() -> frozenset[str]:
    """Give the words that days, months, countries and English are called by in Finnish."""
    spoken = Locale.parse("fi_FI")
    calendar = (spoken.months, spoken.days)
    found = {name for each in calendar for widths in each.values() for name in _all(widths)}
    languages = {spoken.languages[language.FIRST]}
    return frozenset(found | languages | set(spoken.territories.values()))


def _all(widths: Mapping[str, Mapping[int, str]]) -> list[str]:
    return [name for names in widths.values() for name in names.values()]


# Of an element, what a machine reads.
_MACHINE = frozenset(
    {
        *("id", "key", "url", "icon", "form_id", "element_id", "user_key", "page_script_hash"),
        *(
            "page",
            "name",
            "selection_mode",
            "type",
            "query_string",
            "autocomplete",
            "columns",
            "max_upload_size_mb",
        ),
        *("accept", "fragment_id", "format", "anchor", "element_type", "tag", "group_id"),
    }
)


def words_of(message: Message) -> Iterator[str]:
    """Give every string of an element that a person may read."""
    for field, value in message.ListFields():
        if field.name in _MACHINE:
            continue
        many = value if field.is_repeated else [value]
        for each in many:
            if field.name == "spec" and isinstance(each, str):
                yield from of_chart(json.loads(each))
            elif field.name == "data" and isinstance(each, bytes):
                yield from of_frame(each)
            elif isinstance(each, str):
                yield each
            elif isinstance(each, Message):
                yield from words_of(each)


_READ = frozenset({"title", "subtitle", "text"})
_EXPRESSIONS = frozenset({"calculate", "labelExpr", "expr", "says"})
_LITERAL = re.compile(r'"((?:[^"\\]|\\.)*)"|\'((?:[^\'\\]|\\.)*)\'')
# Ways to write a number or a day, and names of what Vega asks for.
_OF_VEGA = re.compile(
    r"[.%~,\w-]*%[\w% -]*|\.\d~?[a-z]|[,]?\.?\d?~?[dfsr]|touch_store|hover_store|left|right|title"
)


def of_chart(spec: Any, key: str = "") -> Iterator[str]:
    """Give what a chart says: its headings, and the words within its expressions."""
    if isinstance(spec, dict):
        for name, each in spec.items():
            yield from of_chart(each, name)
    elif isinstance(spec, list):
        for each in spec:
            yield from of_chart(each, key)
    elif isinstance(spec, str) and key in _READ:
        yield spec
    elif isinstance(spec, str) and key in _EXPRESSIONS:
        for double, single in _LITERAL.findall(spec):
            if not _OF_VEGA.fullmatch(double or single):
                yield double or single


def of_frame(arrow: bytes) -> Iterator[str]:
    """Give every string in a frame that travels to the page, with the names of its columns."""
    frame = convert_arrow_bytes_to_pandas_df(arrow)
    for column in frame.columns[frame.dtypes.map(lambda kind: kind.kind in "OSTU")]:
        yield from (each for each in frame[column] if isinstance(each, str))


def everything(at: AppTest) -> list[str]:
    """Give every string on the page, labels and choices and keys of charts too."""
    found: list[str] = []

    def walk(block: Any) -> None:
        for child in block.children.values():
            proto = getattr(child, "proto", None)
            if isinstance(proto, Message):
                found.extend(words_of(proto))
            if hasattr(child, "children"):
                walk(child)

    walk(at._tree)
    return [
        html.unescape(re.sub(r"<style>.*?</style>|<[^>]*>|:material/\w+:", " ", each))
        for each in found
    ]


PAGES = [
    *(("patient", name) for name in navigation.OF_A_PATIENT),
    *(("prescriber", name) for name in navigation.OF_A_PRESCRIBER),
    *(("supporter", name) for name in navigation.OF_A_SUPPORTER),
]


@pytest.mark.parametrize(("role", "name"), PAGES)
def test_no_page_has_a_word_that_no_language_gave_it(demo: Clinic, role: str, name: str):
    with pseudo.lent(), time_machine.travel(MORNING, tick=False):
        who = actor(demo, role)
        speak(demo, who)
        query = {} if role == "patient" else {"patient": patient_of(demo)}
        at = opened(who, name, **query)
        allowed = written(demo) | facts() | of_finnish() | NAMES
        told = {each: pseudo.plain_words(each, allowed) for each in everything(at)}
    assert {each[:200]: words for each, words in told.items() if words} == {}


def patient_of(clinic: Clinic) -> str:
    """Name the demo's first patient, as an address does."""
    with clinic.store.reading() as session:
        return to_text(people.patients(session)[0].id)


def speak(clinic: Clinic, who: Actor) -> None:
    """Let *who* have chosen the language that nobody speaks."""
    with clinic.store.writing() as session:
        people.choose_language(session, PersonId(who.person), pseudo.CODE)
