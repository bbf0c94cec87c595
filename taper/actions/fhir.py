"""The FHIR bundle of one patient, cut to what the reader may see; the export is in the trail."""

from datetime import date

from taper.actions.clinic import Clinic
from taper.actions.doing import changing
from taper.actions.package import contents_of
from taper.exports.fhir import fhir_bundle
from taper.exports.fhir_check import needs_extra
from taper.ids import PatientId
from taper.people.access import Action
from taper.people.audit import Event
from taper.people.person import Actor
from taper.words.language import FIRST, speaking

NAME = "fhir.json"


def fhir(
    clinic: Clinic, actor: Actor, patient: PatientId, first: date | None, last: date | None
) -> bytes:
    """Give the record from *first* to *last* as a FHIR bundle; without days, all on file."""
    with changing(clinic, actor, Action.EXPORT_PACKAGE, patient) as work:
        needs_extra()
        contents = contents_of(work, patient, first, last)
        work.trace(
            Event.EXPORTED,
            what=NAME,
            first=contents.first.isoformat(),
            last=contents.last.isoformat(),
        )
        made_at = work.at
    with speaking(FIRST):  # for programs: one language, and a point in every number
        return fhir_bundle(contents, made_at)
