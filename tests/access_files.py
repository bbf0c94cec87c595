"""Who may take which file of a whole record; told by hand."""

from taper.actions import fhir, fridge, full_record, package, paper, takeout
from tests.access_row import BOTH, SELF, SUPPORT, TERMINAL, Row
from tests.access_ways_in import ADMINISTRATORS
from tests.saving import TODAY, back

YESTERDAY = back(1)

ROWS: dict[str, Row] = {
    "fridge.fridge": Row(
        BOTH | TERMINAL,
        lambda f, who, of: fridge.fridge(f.clinic, who, of, f.course, paper.PAPERS["a4"]),
    ),
    "package.package": Row(
        BOTH | SUPPORT | TERMINAL,
        lambda f, who, of: package.package(f.clinic, who, of, YESTERDAY, TODAY),
    ),
    "full_record.full_record": Row(
        BOTH | SUPPORT | TERMINAL,
        lambda f, who, of: full_record.full_record(
            f.clinic, who, of, YESTERDAY, TODAY, paper.PAPERS["a4"]
        ),
    ),
    "takeout.take_out": Row(
        SELF | TERMINAL, lambda f, who, of: takeout.take_out(f.clinic, who, of)
    ),
    "takeout.take_in": Row(
        ADMINISTRATORS | TERMINAL,
        lambda f, who, _of: takeout.take_in(f.clinic, who, b"{}"),
        names_patient=False,
    ),
    "takeout.who_could": Row(
        ADMINISTRATORS | TERMINAL,
        lambda f, who, _of: takeout.who_could(f.clinic, who),
        names_patient=False,
    ),
    "takeout.look": Row(
        ADMINISTRATORS | TERMINAL,
        lambda f, who, _of: takeout.look(f.clinic, who, b"{}"),
        names_patient=False,
    ),
    "takeout.signed_elsewhere": Row(
        BOTH, lambda f, who, of: takeout.signed_elsewhere(f.clinic, who, of)
    ),
    "fhir.fhir": Row(
        BOTH | SUPPORT | TERMINAL,
        lambda f, who, of: fhir.fhir(f.clinic, who, of, YESTERDAY, TODAY),
    ),
}
