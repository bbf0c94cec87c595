"""Looking after an installation: whether everything is still what was written and signed."""

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

from sqlalchemy.orm import Session

from taper import clock
from taper.actions import heads, keys, sealed
from taper.actions.clinic import KEY_MARK, Clinic, mark_of
from taper.errors import TaperError
from taper.ids import PatientId
from taper.people.audit import Event, Trace
from taper.storage import entrances, soundness, trail
from taper.words import say

Progress = Callable[[int, int], None]


class Verified(NamedTuple):
    """What was looked at, and a sentence for everything that does not hold."""

    trails: int
    signatures: int
    findings: tuple[str, ...]


def verify(clinic: Clinic, progress: Progress) -> Verified:
    """Look at the file, its triggers, every trail, every signature and every day on file.

    *progress* is told how many trails were looked at, and of how many.
    """
    findings = [say("keeping.damage", what=each) for each in soundness.damage(clinic.store)]
    if findings:  # what a damaged file says of its rows means nothing
        return Verified(0, 0, tuple(findings))
    missing = soundness.triggers_missing(clinic.store)
    findings += [say("keeping.trigger_missing", trigger=each) for each in missing]
    signatures = 0
    with clinic.store.reading() as session:
        patients = soundness.chains(session)
        for done, patient in enumerate(patients, start=1):
            signed, found = _one(session, clinic, patient)
            signatures += signed
            findings += found
            progress(done, len(patients))
    findings += heads.findings(clinic)
    return Verified(len(patients), signatures, tuple(findings))


def renew_trail_key(clinic: Clinic) -> Clinic:
    """Go on with a new key in every trail, and give the clinic that has it.

    The old ones stay in the key file: what stands under them verifies with them alone. TaperError
    where the program runs meanwhile, which would go on with the old key. Broken off, it is done
    by doing it again.
    """
    if clinic.store.is_used_by_others():
        raise TaperError("keeping.in_use")
    begun = (*clinic.older_trail_keys, clinic.trail_key)
    made, *_ = *keys.read(clinic.key_path)[len(begun) :], keys.make()
    keys.put(clinic.key_path, *begun, made)
    with clinic.store.starting() as session:
        for patient in soundness.chains(session):
            about = {"at": clock.now(), "actor": None, "patient": patient or None}
            trail.write(session, made, Trace(event=Event.TRAIL_KEY_RENEWED, **about))
        entrances.keep(session, KEY_MARK, mark_of(made))
    renewed = replace(clinic, trail_key=made, older_trail_keys=begun)
    heads.note(renewed)
    return renewed


def _one(session: Session, clinic: Clinic, patient: PatientId) -> tuple[int, list[str]]:
    """Look at one patient: how many signatures there are, and what does not hold."""
    broken = trail.first_break(session, clinic.trail_key, patient, clinic.older_trail_keys)
    if broken is not None:  # what the trail tells can't be used to look at the rest
        return 0, [say("keeping.trail_broken", patient=patient, line=broken)]
    traces = trail.traces(session, patient)
    came = sealed.arrived(session, patient, traces)
    signatures = list(soundness.signatures(session, patient, traces))
    findings = came.findings + [
        say("keeping.signature_broken", patient=patient, course=each.course, version=each.version)
        for each in signatures
        if not each.holds
    ]
    if came.whole:
        findings += [
            say("keeping.day_changed", patient=patient, day=day)
            for day in soundness.days_changed(session, patient, [*came.traces, *traces])
        ]
    return len(signatures), findings
