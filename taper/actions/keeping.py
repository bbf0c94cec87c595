"""Looking after an installation: whether everything is still what was written and signed."""

from collections.abc import Callable
from typing import NamedTuple

from sqlalchemy.orm import Session

from taper.actions import heads
from taper.actions.clinic import Clinic
from taper.ids import PatientId
from taper.storage import soundness, trail
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


def _one(session: Session, clinic: Clinic, patient: PatientId) -> tuple[int, list[str]]:
    """Look at one patient: how many signatures there are, and what does not hold."""
    broken = trail.first_break(session, clinic.trail_key, patient)
    if broken is not None:  # what the trail tells can't be used to look at the rest
        return 0, [say("keeping.trail_broken", patient=patient, line=broken)]
    traces = trail.traces(session, patient)
    signatures = list(soundness.signatures(session, patient, traces))
    findings = [
        say("keeping.signature_broken", patient=patient, course=each.course, version=each.version)
        for each in signatures
        if not each.holds
    ]
    findings += [
        say("keeping.day_changed", patient=patient, day=day)
        for day in soundness.days_changed(session, patient, traces)
    ]
    return len(signatures), findings
