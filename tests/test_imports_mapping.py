"""Mapping files: everything is stated, once, and what isn't known is refused by its name."""

import re
import tomllib
from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from taper.errors import TaperError
from taper.imports.day_format import day_pattern, read_day
from taper.imports.diary import read_diary
from taper.imports.mapping import checked, read_mapping
from taper.words import say_error
from tests.refusals import tried

ROOT = Path(__file__).parent.parent
SHIPPED = sorted((ROOT / "docs/mappings").glob("*.toml"))
HEAD = """
format = 1
[file]
encoding = "utf-8"
separator = ","
decimal = "."
missing = [""]
[date]
column = "day"
form = "YYYY-MM-DD"
"""
MOOD = '[mood]\ncolumn = "mood"\nfrom = [1, 7]\nto = [0, 10]\nrounding = "half_up"\n'


def _refusal(text: str | bytes) -> TaperError:
    with pytest.raises(TaperError) as caught:
        read_mapping(text if isinstance(text, bytes) else text.encode())
    assert say_error(caught.value)
    return caught.value


def test_a_mapping_worked_by_hand():
    mapping = read_mapping((HEAD + MOOD).encode())
    assert mapping.columns() == {"day", "mood"}
    assert mapping.mood is not None
    assert mapping.mood.read("4", ".") == 5
    assert mapping.is_missing("  ")
    assert not mapping.is_missing("NA")


def test_the_table_needs_every_column_that_is_mapped():
    mapping = read_mapping((HEAD + MOOD).encode())
    assert mapping.table(b"mood,day\n5,2026-01-01\n").columns == ("mood", "day")
    with pytest.raises(TaperError) as caught:
        mapping.table(b"Mood,day\n5,2026-01-01\n")
    assert (caught.value.key, caught.value.values) == ("import.column_missing", {"column": "mood"})


@pytest.mark.parametrize("entry", ["encoding", "separator", "decimal", "missing", "column", "form"])
def test_nothing_has_a_default(entry: str):
    text = re.sub(rf"^{entry} = .*\n", "", HEAD, flags=re.MULTILINE)
    error = _refusal(text)
    table = "date" if entry in {"column", "form"} else "file"
    assert (error.key, error.values["entry"]) == ("import.entry_missing", f"{table}.{entry}")


@pytest.mark.parametrize("entry", ["from", "to", "rounding"])
def test_a_scale_has_no_default_either(entry: str):
    text = re.sub(rf"^{entry} = .*\n", "", HEAD + MOOD, flags=re.MULTILINE)
    assert _refusal(text).key == "import.scale_incomplete"


@pytest.mark.parametrize(
    ("text", "key", "entry"),
    [
        (HEAD + MOOD + 'scale = "1-7"\n', "import.entry_unknown", "mood.scale"),
        (HEAD + '[moood]\ncolumn = "m"\n', "import.entry_unknown", "moood"),
        (HEAD + MOOD.replace("half_up", "nearest"), "import.entry_wrong", "mood.rounding"),
        (HEAD.replace("utf-8", "latin-1"), "import.entry_wrong", "file.encoding"),
        (HEAD.replace("format = 1", "format = 2"), "import.entry_wrong", "format"),
        (HEAD.replace("format = 1", ""), "import.entry_missing", "format"),
        (HEAD + MOOD.replace("[1, 7]", '["1", "7"]'), "import.entry_wrong", None),
        (HEAD + MOOD.replace("[1, 7]", "[1e-99999999, 7]"), "import.entry_wrong", None),
        (HEAD + MOOD.replace("[1, 7]", "[nan, 7]"), "import.entry_wrong", None),
        (HEAD + MOOD.replace("[1, 7]", "[true, 7]"), "import.entry_wrong", None),
        (HEAD + MOOD.replace("[0, 10]", "[0, 11]"), "import.scale_beyond", None),
        (HEAD + MOOD.replace("[0, 10]", "[-1, 10]"), "import.scale_beyond", None),
        (HEAD + MOOD.replace("[0, 10]", "[0.5, 10]"), "import.entry_wrong", None),
        (HEAD.replace("YYYY-MM-DD", "MM-DD"), "import.date_form", None),
        ("format = ", "import.mapping_toml", None),
        ("a = " + "9" * 5_000, "import.mapping_toml", None),
        ("a = " + "[" * 50_000, "import.mapping_toml", None),
        (b"\xff", "import.mapping_encoding", None),
        (b"#" * 100_001, "import.mapping_too_large", None),
    ],
)
def test_what_cannot_be_meant_is_refused_by_its_name(text: str, key: str, entry: str | None):
    error = _refusal(text)
    assert error.key == key
    if entry:
        assert error.values["entry"] == entry


def test_a_symptom_has_a_slug_a_label_and_a_scale_to_3():
    symptom = (
        '[[symptom]]\nslug = "rash"\nlabel = "Rash"\ncolumn = "r"\nvalues = { no = 0, yes = 3 }\n'
    )
    assert read_mapping((HEAD + symptom).encode()).symptoms[0].slug == "rash"
    assert _refusal(HEAD + symptom.replace("yes = 3", "yes = 4")).key == "import.scale_beyond"
    for entry in ("slug", "label", "column"):
        without = HEAD + re.sub(rf"^{entry} = .*\n", "", symptom, flags=re.MULTILINE)
        assert _refusal(without).values["entry"] == f"symptom.1.{entry}"


def test_nothing_is_mapped_twice():
    symptom = '[[symptom]]\nslug = "{}"\nlabel = "x"\ncolumn = "{}"\nvalues = {{ no = 0 }}\n'
    same_slug = HEAD + symptom.format("rash", "a") + symptom.format("rash", "b")
    same_column = HEAD + MOOD + symptom.format("rash", "mood")
    assert _refusal(same_slug).values == {"name": "rash"}
    assert _refusal(same_column).values == {"name": "mood"}


def test_more_than_30_symptoms_are_refused():
    symptoms = "".join(
        f'[[symptom]]\nslug = "s{n}"\nlabel = "x"\ncolumn = "c{n}"\nvalues = {{ no = 0 }}\n'
        for n in range(31)
    )
    assert _refusal(HEAD + symptoms).key == "import.entry_wrong"


def test_the_mapping_of_the_document_is_one():
    text = (ROOT / "docs/imports.md").read_text("utf-8")
    blocks = re.findall(r"```toml\n(.*?)```", text, re.DOTALL)
    whole = read_mapping("".join(blocks).encode())
    assert whole.columns() == {"Day", "Mood", "Head", "Slept", "Remarks", "Dose", "Taken", "SQ"}
    assert whole.left_out == {"Steps": "There is no place for it here."}


@pytest.mark.parametrize(
    "file", sorted((ROOT / "docs/mappings").glob("*.toml")), ids=lambda f: f.stem
)
def test_every_shipped_mapping_can_be_read_and_says_why_columns_are_left_out(file: Path):
    mapping = read_mapping(file.read_bytes())
    assert mapping.about.strip()
    assert all(reason.strip() for reason in mapping.left_out.values())
    assert not mapping.columns() & set(mapping.left_out)


@pytest.mark.parametrize(
    ("form", "cell", "day"),
    [
        ("YYYY-MM-DD", "2026-02-03", "2026-02-03"),
        ("DD.MM.YYYY", " 03.02.2026 ", "2026-02-03"),
        ("MM/DD/YYYY", "02/03/2026", "2026-02-03"),
        ("D/M/YYYY", "3/2/2026", "2026-02-03"),
        ("D/M/YYYY", "03/02/2026", "2026-02-03"),
        ("YYYYMMDD", "20260203", "2026-02-03"),
        ("YYYY-MM-DD", "2024-02-29", "2024-02-29"),
    ],
)
def test_a_day_is_read_in_the_stated_form(form: str, cell: str, day: str):
    assert read_day(cell, form).isoformat() == day


@pytest.mark.parametrize(
    ("form", "cell", "key"),
    [
        ("YYYY-MM-DD", "03.02.2026", "import.date_differs"),
        ("YYYY-MM-DD", "2026-2-3", "import.date_differs"),
        ("YYYY-MM-DD", "2026-02-03 10:00", "import.date_differs"),
        ("DD.MM.YYYY", "02/03/2026", "import.date_differs"),
        ("YYYY-MM-DD", "2027-02-29", "import.no_such_day"),
        ("DD.MM.YYYY", "02.13.2026", "import.no_such_day"),
        ("YYYY-MM-DD", "0000-01-01", "import.no_such_day"),
        ("YYYY-MM-DD", "٢٠٢٦-٠٢-٠٣", "import.date_differs"),
    ],
)
def test_a_day_in_another_form_is_refused(form: str, cell: str, key: str):
    with pytest.raises(TaperError) as caught:
        read_day(cell, form)
    assert caught.value.key == key
    assert say_error(caught.value)


@pytest.mark.parametrize(
    "form",
    ["", "YYYY", "YY-MM-DD", "YYYY-MM", "MM-MM-YYYY", "YYYYMD", "YYYY-MM/DD", "YYYY--MM--DD", ".*"],
)
def test_a_form_that_two_days_could_share_is_refused(form: str):
    with pytest.raises(TaperError, match=r"^import\.date_form$"):
        day_pattern(form)


@given(
    st.dates(), st.sampled_from(["YYYY-MM-DD", "DD.MM.YYYY", "M/D/YYYY", "YYYYMMDD", "D M YYYY"])
)
def test_every_day_is_read_back_from_every_form(day, form: str):
    written = form.replace("YYYY", f"{day.year:04}")
    for part, value in (("MM", day.month), ("DD", day.day)):
        written = written.replace(part, f"{value:02}")
    written = written.replace("M", str(day.month)).replace("D", str(day.day))
    assert read_day(written, form) == day


@given(st.binary(max_size=300))
@example(b"[[symptom]]")
@example(b"date = 1979-05-27T07:32:00-99:00")
def test_no_bytes_end_in_anything_but_a_mapping_or_a_sentence(data: bytes):
    tried(lambda: read_mapping(data))


_WORD = st.one_of(st.text(max_size=5), st.sampled_from(["utf-8", ",", ".", "YYYY-MM-DD"]))
_ENTRY = st.sampled_from(["column", "from", "to", "slug", "form", "values", "rounding"])
_VALUE = st.recursive(
    st.one_of(st.integers(), st.booleans(), _WORD),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(_ENTRY, inner, max_size=3)
    ),
    max_leaves=6,
)


@given(st.sampled_from(["file", "date", "mood", "symptom", "sleep", "note", "format"]), _VALUE)
def test_no_entry_ends_in_anything_but_a_mapping_or_a_sentence(name: str, value: object):
    tried(lambda: checked(tomllib.loads(HEAD + MOOD) | {name: value}))


def test_a_file_of_a_mood_diary_worked_by_hand():
    mapping = read_mapping((ROOT / "docs/mappings/daylio.toml").read_bytes())
    file = (
        b"\xef\xbb\xbffull_date,date,weekday,time,mood,activities,scales,note_title,note\n"
        b'2026-02-28,February 28,Saturday,21:05,meh,"walk | tea",,"","Slept ""well""."\n'
        b'2026-03-01,March 1,Sunday,8:30 am,rad,"",,"",""\n'
        b'2026-03-02,March 2,Monday,22:00,own word,"",,"",""\n'
    )
    found = read_diary(mapping.table(file), mapping, today=date(2026, 3, 2), keep_fitting=True)
    assert [(each.day.day, each.answers.mood, each.answers.note) for each in found.entries] == [
        (28, 5, 'Slept "well".'),
        (1, 10, ""),
    ]
    assert [(each.line, each.key) for each in found.refused] == [(4, "import.word_unknown")]
    assert set(found.columns_left_out) == set(mapping.left_out)
