"""Saving, reading, listing and writing out, each beside the least that could be done."""

import io
import itertools
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd
import sqlalchemy as sa

from taper import clock
from taper.actions import diary, record
from taper.actions.clinic import open_clinic
from taper.actions.diary import Said
from taper.actions.patients import patient_page
from taper.demo.crowd import fill_crowd
from taper.ids import PatientId
from taper.settings import Settings
from taper.storage import diary as stored_diary
from taper.storage import soundness
from taper.storage.diary_days import diary_days
from taper.storage.engine import Store, sqlite_module
from tests.bench.measure import Row, in_turn
from tests.conftest import Cast, make_cast
from tests.crowd import add_crowd

DAYS = 730


def rows(folder: Path, *, kept: Path, large: int) -> Iterator[Row]:
    """Measure all of it; *large* patients stand beside 100 in the reading.

    What takes long to fill is *kept* and used again.
    """
    yield saving(folder)
    yield listing(folder)
    yield reading(kept)
    yield writing_out(kept)
    yield reading_at_size(kept, large)


# --- saving


def saving(folder: Path) -> Row:
    """Save a change of a day; beside it, the bytes it writes, by themselves, as durable."""
    cast = make_cast(Settings(database=f"sqlite:///{folder / 'save.sqlite3'}"))
    patient, alex = cast.patient, cast.alex
    today, numbers = clock.today("Europe/London"), itertools.count()
    with cast.clinic.store.reading() as session:
        slugs = [each.slug for each in stored_diary.symptoms(session, patient)][:10]

    def ours() -> None:
        turn = next(numbers)
        said = Said(
            mood=turn % 11,
            symptoms={slug: (turn + place) % 4 for place, slug in enumerate(slugs)},
            sleep_min=450,
            note=f"Slept badly, {turn}.",
        )
        diary.save_check_in(cast.clinic, alex, patient, today, said, expected_revision=turn)

    ours()
    with _writes_of(cast.clinic.store) as written:
        ours()
    with _replayed(folder, cast.clinic.store, written) as bare:
        made = in_turn("save a check-in with revision, audit and chain",
                       "raw sqlite3 transaction of the same bytes, FULL", 3, ours, bare,
                       times=60)  # fmt: skip
    cast.clinic.store.close()
    return made


@contextmanager
def _writes_of(store: Store) -> Iterator[list[tuple[str, list[Any]]]]:
    """Keep every statement that writes, with its values."""
    written: list[tuple[str, list[Any]]] = []

    def keep(_connection: object, _cursor: object, statement: str, values: Any, *_: object) -> None:
        if not statement.startswith("SELECT"):
            written.append((statement, list(values)))

    sa.event.listen(store.engine, "before_cursor_execute", keep)
    yield written
    sa.event.remove(store.engine, "before_cursor_execute", keep)


@contextmanager
def _replayed(
    folder: Path, store: Store, written: list[tuple[str, list[Any]]]
) -> Iterator[Callable[[], None]]:
    """Give a call that writes the same again into a copy, under keys that are new each time."""
    raw = sqlite_module().connect(str(folder / "raw.sqlite3"), isolation_level=None)
    source: Any = store.engine.raw_connection()
    source.driver_connection.backup(raw)
    source.close()
    for setting in ("journal_mode=WAL", "synchronous=FULL"):
        raw.execute(f"PRAGMA {setting}")
    numbers = itertools.count(1_000_000)

    def bare() -> None:
        number = next(numbers)
        raw.execute("BEGIN IMMEDIATE")
        for statement, values in written:
            raw.execute(statement, _renewed(statement, values, number))
        raw.execute("COMMIT")

    yield bare
    raw.close()


def _renewed(statement: str, values: list[Any], number: int) -> list[Any]:
    """Exchange the part of a key that may not stand twice."""
    into = re.match(r"INSERT INTO (free_text|check_in_revision) \(([^)]*)\)", statement)
    if into is None:
        return values
    columns = into[2].split(", ")
    changed = columns.index("id" if into[1] == "free_text" else "revision")
    return [*values[:changed], number, *values[changed + 1 :]]


# --- reading


def crowd(folder: Path, patients: int) -> Settings:
    """Make a database of many patients with two years each; what is there already is used."""
    settings = Settings(database=f"sqlite:///{folder / f'crowd-{patients}.sqlite3'}", demo=True)
    fill_crowd(settings, patients, DAYS, lambda _done, _of: None)
    return settings


def _somebody(store: Store) -> PatientId:
    with store.reading() as session:
        return soundness.chains(session)[1]


def _read(store: Store, patient: PatientId) -> Callable[[], object]:
    def read() -> object:
        with store.reading() as session:
            return diary_days(session, patient)

    return read


def reading(folder: Path) -> Row:
    """Read two years of one patient as the pages do; beside it, the same rows as they lie."""
    clinic = open_clinic(crowd(folder, 100))
    patient = _somebody(clinic.store)
    raw = sqlite_module().connect(str(clinic.store.url.database))
    days = (
        "SELECT c.mood, c.sleep_min, c.sleep_quality, c.usual_things, c.revision, "
        "c.recorded_by, c.bad_day, c.note_private, c.late, c.struck_out, c.local_date, "
        "c.scores, c.source, t.body FROM check_in c LEFT JOIN free_text t "
        "ON t.patient_id = c.patient_id AND t.id = c.note_id "
        "WHERE c.patient_id = ? ORDER BY c.local_date"
    )
    taken = (
        "SELECT course_id, local_date, taken, ug FROM intake WHERE patient_id = ? "
        "ORDER BY course_id, local_date"
    )

    def bare() -> object:
        return raw.execute(days, (patient,)).fetchall(), raw.execute(taken, (patient,)).fetchall()

    made = in_turn("read two years of one patient", "raw sqlite3", 1.5,
                   _read(clinic.store, patient), bare)  # fmt: skip
    raw.close()
    clinic.store.close()
    return made


def reading_at_size(folder: Path, large: int) -> Row:
    """Read the same where there are many patients, and where there are a hundred."""
    few, many = open_clinic(crowd(folder, 100)), open_clinic(crowd(folder, large))
    made = in_turn(f"that read at {large:,} patients × 2 years", "at 100 patients", 1.2,
                   _read(many.store, _somebody(many.store)),
                   _read(few.store, _somebody(few.store)))  # fmt: skip
    few.store.close()
    many.store.close()
    return made


# --- listing and writing out


def listing(folder: Path) -> Row:
    """List a prescriber's thousand patients; beside it, one query for their names and last days."""
    cast = make_cast(Settings(database=f"sqlite:///{folder / 'list.sqlite3'}"))
    add_crowd(cast, 1000)
    doctor = cast.dr_bose
    raw = sqlite_module().connect(str(cast.clinic.store.url.database))
    query = (
        "SELECT p.id, p.name, h.news_at, max(c.local_date), count(c.local_date) FROM care k "
        "JOIN person p ON p.id = k.patient_id JOIN patient_head h ON h.patient_id = p.id "
        "LEFT JOIN check_in c ON c.patient_id = p.id WHERE k.prescriber_id = ? "
        "GROUP BY p.id ORDER BY lower(p.name)"
    )

    made = in_turn("patient list of 1,000", "one raw SQL query", 2,
                   lambda: patient_page(cast.clinic, doctor),
                   lambda: raw.execute(query, (doctor.person,)).fetchall())  # fmt: skip
    raw.close()
    cast.clinic.store.close()
    return made


def writing_out(folder: Path) -> Row:
    """Write two years as the CSV people take along; beside it, pandas with the same frame."""
    clinic = open_clinic(crowd(folder, 100))
    patient = _somebody(clinic.store)
    cast = Cast(clinic, {"alex": patient})  # type: ignore[dict-item]  # a patient is a person
    actor, last = cast.alex, clock.today("UTC")
    first = last - pd.Timedelta(days=DAYS).to_pytimedelta()

    def ours() -> bytes:
        return record.timeline_csv(clinic, actor, patient, first, last)

    frame = pd.read_csv(io.BytesIO(ours()))
    made = in_turn("CSV of two years", "pandas to_csv of the same frame", 3,
                   ours, lambda: frame.to_csv(index=False).encode(), times=5)  # fmt: skip
    clinic.store.close()
    return made
