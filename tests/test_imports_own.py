"""Our own timeline read back; whatever else is handed in ends in a sentence, and soon."""

import io
import time
import tracemalloc
import zipfile
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taper.diary.intake import Taken
from taper.errors import TaperError
from taper.exports.csv import guard, unguard
from taper.imports.day import UNNAMED, ImportedDose
from taper.imports.own import OwnDiary, read_own
from taper.imports.own_package import OwnFiles, files_of
from taper.imports.table import LARGEST_BYTES
from tests.refusals import tried

NOW = datetime.fromisoformat("2026-03-02T09:00")
HEAD = "date,taken_mg,taken,mood,symptom_nausea,sleep_hours,recorded,note,note_private\r\n"
LINE = "2026-03-01,12.5,other,4,2,6.3333,yes,'=1+1,no\r\n"
MEGABYTE = 1_000_000


def read(data: bytes) -> OwnDiary:
    return read_own(data, unguard, now=NOW)


def refusal(data: bytes) -> str:
    found = tried(lambda: read(data))
    assert isinstance(found, TaperError)
    return found.key


def zipped(**files: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in files.items():
            package.writestr(name.replace("_csv", ".csv"), content)
    return packed.getvalue()


def test_a_line_worked_by_hand():
    (day,) = read((HEAD + LINE).encode("utf-8-sig")).days
    answers = day.answers
    assert day.day == date(2026, 3, 1)
    assert day.doses == (ImportedDose(of=UNNAMED, taken=Taken.OTHER, ug=12_500),)
    assert (answers.mood, answers.symptoms, answers.sleep_min) == (4, {"nausea": 2}, 380)
    assert (answers.note, answers.note_is_private) == ("=1+1", False)


def test_a_day_that_is_not_recorded_is_no_day():
    assert read((HEAD + "2026-03-01,,,,,,no,,\r\n").encode()).days == ()


@given(st.integers(0, 24 * 60))
def test_every_length_of_sleep_comes_back(minutes: int):
    hours = f"{(minutes * 10_000 + 30) // 60 / 10_000:.4f}"
    (day,) = read((HEAD + f"2026-03-01,,,1,,{hours},yes,,\r\n").encode()).days
    assert day.answers.sleep_min == minutes


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=60))
def test_every_note_comes_back(note: str):
    cell = guard(note).replace('"', '""')
    data = (HEAD + f'2026-03-01,,,1,,,yes,"{cell}",no\r\n').encode()
    assert read(data).days[0].answers.note == note


@pytest.mark.parametrize(
    ("line", "column", "key"),
    [
        ("2027-02-29,,,1,,,yes,,", "date", "import.no_such_day"),
        ("2026-03-03,,,1,,,yes,,", "date", "import.future"),
        ("01.03.2026,,,1,,,yes,,", "date", "import.date_differs"),
        ("2026-03-01,,,11,,,yes,,", "mood", "import.outside_scale"),
        ("2026-03-01,,,1.5,,,yes,,", "mood", "import.outside_scale"),
        ("2026-03-01,,,,4,,yes,,", "symptom_nausea", "import.outside_scale"),
        ("2026-03-01,,,,,25,yes,,", "sleep_hours", "import.sleep_out"),
        ('2026-03-01,,,,,"7,5",yes,,', "sleep_hours", "import.not_a_number"),
        ("2026-03-01,-1,other,,,,yes,,", "taken_mg", "import.amount_out"),
        ("2026-03-01,1,=1+1,,,,yes,,", "taken", "bring_in.not_known"),
        ("2026-03-01,,,1,,,maybe,,", "recorded", "bring_in.not_known"),
        ("2026-03-01,,,1,,,yes", "", "import.cells"),
        (f"2026-03-01,,,1,,,yes,{'x' * 4001},", "note", "import.note_too_long"),
    ],
)
def test_a_line_that_does_not_fit_is_named_with_its_reason(line: str, column: str, key: str):
    found = read((HEAD + line + "\r\n" + LINE).encode())
    assert [(each.line, each.column, each.key) for each in found.refused] == [(2, column, key)]
    assert len(found.days) == 1


def test_a_day_that_stands_twice_is_refused():
    found = read((HEAD + LINE + LINE).encode())
    assert [(each.line, each.key) for each in found.refused] == [(3, "bring_in.day_twice")]


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (b"", "import.empty"),
        (b"day,mood\n1,2\n", "bring_in.not_own"),
        (HEAD.replace("symptom_nausea", "symptom_=1+1").encode(), "bring_in.not_own"),
        (HEAD.encode() + b"2026-03-01\0,,,1,,,yes,,", "import.nul"),
        (HEAD.encode() + b"\xff\xfe\xfa", "import.wrong_encoding"),
        (b"x" * (LARGEST_BYTES + 1), "import.too_large"),
        (",".join(f"c{n}" for n in range(10_000)).encode(), "import.too_many_columns"),
        (HEAD.encode() + b'"' + b"x" * 1000, "import.quotes"),
        (b"PK\x03\x04 and nothing more", "bring_in.package_odd"),
        (zipped(other_csv=b"x"), "bring_in.package_odd"),
        (zipped(**{f"f{n}_csv": b"" for n in range(101)}), "bring_in.package_odd"),
    ],
)
def test_what_is_no_timeline_ends_in_a_sentence(data: bytes, key: str):
    assert refusal(data) == key


def test_the_timeline_of_a_package_is_read():
    assert len(read(zipped(timeline_csv=(HEAD + LINE).encode())).days) == 1


def test_a_package_that_unfolds_into_a_hundred_megabytes_is_read_no_further_than_a_file():
    bomb = zipped(timeline_csv=b"\0" * 100 * MEGABYTE)
    assert len(bomb) < MEGABYTE
    tracemalloc.start()
    begun = time.perf_counter()
    try:
        assert refusal(bomb) == "import.too_large"
        used = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert used < 5 * LARGEST_BYTES
    assert time.perf_counter() - begun < 10


@pytest.mark.parametrize("place", range(0, 200, 7))
def test_a_package_changed_by_hand_is_read_as_it_was_or_refused(place: int):
    whole = zipped(timeline_csv=(HEAD + LINE).encode())
    changed = bytearray(whole)
    changed[place % len(whole)] ^= 0xFF
    found = tried(lambda: files_of(bytes(changed)))
    assert isinstance(found, OwnFiles | TaperError)


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_with_a_sentence(data: bytes):
    for given_bytes in (data, b"PK" + data, HEAD.encode() + data):
        assert isinstance(tried(lambda given=given_bytes: read(given)), OwnDiary | TaperError)
