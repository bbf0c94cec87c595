"""A package in the tests: everything on file, the zip opened, its cells as they stand there."""

import csv
import io
import zipfile

from taper.actions import diary, events, package, requests
from taper.actions.events import SaidEvent
from taper.diary.events import EventId, Kind, Text
from taper.diary.intake import Taken
from taper.people.person import Actor
from taper.people.request import Kind as Asked
from taper.people.request import RequestId
from tests.asking import ALL_BUT_NINE, answer, ask
from tests.conftest import Cast, sign_plan, typed_plan
from tests.saving import back

ROWS = (("2026-02-02", "20"), ("2026-02-16", "17.5"), ("2026-05-04", "0"))


def fill(cast: Cast, words: str = "=1+1") -> None:
    """Put one of each kind on file for Alex; *words* stand wherever somebody can write."""
    course = sign_plan(cast, typed_plan(*ROWS)).course.id
    taken = diary.SaidTaken(course=course, taken=Taken.OTHER, ug=7_250)
    for number, (mood, note, private) in enumerate(((4, words, False), (6, "hidden", True))):
        diary.save_check_in(
            cast.clinic,
            cast.alex,
            cast.patient,
            back(number),
            diary.Said(
                mood=mood,
                symptoms={"dizziness": 2},
                note=note,
                note_is_private=private,
                taken=(taken,),
            ),
            expected_revision=0,
        )
    diary.save_check_in(
        cast.clinic, cast.alex, cast.patient, back(0), diary.Said(mood=5), expected_revision=1
    )
    _tell(cast, words)
    answer(cast, ask(cast), {**ALL_BUT_NINE, "phq_9": 0}, finish=True)
    requests.ask(
        cast.clinic,
        cast.alex,
        cast.patient,
        RequestId(7),
        kind=Asked.OTHER,
        course=course,
        words=words,
    )


def _tell(cast: Cast, words: str) -> None:
    for number, private in ((1, False), (2, True)):
        said = SaidEvent(
            kind=Kind.ILLNESS,
            day=back(number),
            texts={"words": Text(words="hidden" if private else words)},
            private=private,
        )
        events.save_event(
            cast.clinic, cast.alex, cast.patient, EventId(number), said, expected_revision=0
        )


def packed(cast: Cast, actor: Actor) -> bytes:
    return package.package(cast.clinic, actor, cast.patient, None, None)


def opened(made: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(made)) as files:
        return {name: files.read(name) for name in files.namelist()}


def rows(made: bytes, name: str) -> list[dict[str, str]]:
    text = opened(made)[name].decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))
