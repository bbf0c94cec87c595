"""Who may take which file of a whole record; told by hand."""

from taper.actions import fhir, fridge, full_record, package, paper
from tests.access_row import BOTH, SUPPORT, TERMINAL, Row
from tests.saving import TODAY, back

YESTERDAY = back(1)

ROWS: dict[str, Row] = {
    "fridge.fridge": Row(
        BOTH,
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
    "fhir.fhir": Row(
        BOTH | SUPPORT | TERMINAL,
        lambda f, who, of: fhir.fhir(f.clinic, who, of, YESTERDAY, TODAY),
    ),
}
