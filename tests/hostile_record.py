"""A record in the tests that says something hostile wherever somebody can write."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from taper.actions import diary, events, observations, symptoms
from taper.actions.events import SaidEvent
from taper.diary.check_in import Source
from taper.diary.events import SESSION_TEXTS, EventId, Kind, Text
from taper.diary.symptoms import LONGEST_LABEL
from taper.people.grant import ObservationId
from taper.people.request import Kind as Asked
from taper.people.request import RequestId, Said
from taper.plan.typed import TypedPlan, TypedRow
from taper.storage import requests
from tests.conftest import MORNING, Cast, sign_plan, typed_plan
from tests.hostile_words import kept
from tests.saving import TODAY, back
from tests.sharing import share_with_sam

NOTES = 360  # days that a sheet of paper can lie for, and some more
# A name is one line of 120 characters, and shows all that it holds.
MEDICINE = "=1+1 \"<b>&'; {name} %s \\n," + "\u05e9\u00e9\U0001f642" * 20
FORM = "@form\ufffe\U0001f642" + "\u00e9" * 100


def fill_hostile(cast: Cast, texts: Sequence[str]) -> None:
    """Put each of *texts* into notes, events, sessions, requests and rows of a plan."""
    sign_plan(cast, plan_of(texts), FORM, medicine=MEDICINE, reason=texts[0])
    for day, note in notes_of(texts).items():
        said = diary.Said(mood=5, note=note)
        diary.save_check_in(
            cast.clinic, cast.alex, cast.patient, day, said, expected_revision=0,
            source=Source.PAPER,
        )  # fmt: skip
    _tell(cast, texts)
    _ask(cast, texts)
    _let_sam_write(cast, texts)


def plan_of(texts: Sequence[str]) -> TypedPlan:
    """Give a plan whose rows say *texts*, one a day from today."""
    rows = [
        TypedRow(
            starts=(TODAY + timedelta(days=number)).isoformat(),
            dose=f"{len(texts) - number} mg",
            words=words.replace("\0", ""),
        )
        for number, words in enumerate(texts)
    ]
    told = {
        name: kept(text)
        for name, text in zip(("then", "if_missed", "contact"), texts, strict=False)
    }
    return typed_plan(("2026-03-02", "1")).model_copy(update={"rows": tuple(rows), **told})


def notes_of(texts: Sequence[str]) -> Mapping[date, str]:
    """Give the note of each day; a day that has two texts says one below the other."""
    return {back(n): "\n".join(texts[n::NOTES]) for n in range(min(NOTES, len(texts)))}


def _tell(cast: Cast, texts: Sequence[str]) -> None:
    for number, words in enumerate(texts):
        kind, day = (Kind.TO_TALK, None) if number % 2 else (Kind.ILLNESS, back(number % 12))
        _save(cast, number, SaidEvent(kind=kind, day=day, texts={"words": Text(words=words)}))
    for number in range(0, len(texts), len(SESSION_TEXTS)):
        told = zip(SESSION_TEXTS, texts[number:], strict=False)
        said = {name: Text(words=words) for name, words in told}
        event = SaidEvent(kind=Kind.SESSION, day=back(number % 12), texts=said)
        _save(cast, len(texts) + number, event)


def _save(cast: Cast, number: int, said: SaidEvent) -> None:
    events.save_event(
        cast.clinic, cast.alex, cast.patient, EventId(number + 1), said, expected_revision=0
    )


def _ask(cast: Cast, texts: Sequence[str]) -> None:
    """Ask everything at once: nobody asks 500 times, and one by one that takes long."""
    with cast.clinic.store.writing() as session:
        for number in range(1, len(texts) + 1):
            key = RequestId(number)
            requests.add(session, cast.patient, key, Asked.OTHER, None, MORNING)
        for found in requests.requests(session, cast.patient):
            words = kept(texts[found.id - 1])
            requests.say(session, found, Said.ASKED, cast.ids["alex"], MORNING, words=words)


def _let_sam_write(cast: Cast, texts: Sequence[str]) -> None:
    share_with_sam(cast)
    observations.observe(
        cast.clinic, cast.sam, cast.patient, ObservationId(9), day=back(0), words=texts[0]
    )


def name_symptoms(cast: Cast, texts: Sequence[str]) -> Mapping[str, str]:
    """Put as many of *texts* as can be a name on Alex's list; give each by its slug."""
    lines = {" ".join(text.replace("\0", "").split()) for text in texts}
    names = {line.casefold(): line for line in sorted(lines) if 0 < len(line) <= LONGEST_LABEL}
    return {
        symptoms.add_own(cast.clinic, cast.alex, cast.patient, name): name
        for name in names.values()
    }
