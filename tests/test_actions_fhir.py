"""The FHIR bundle: what is in it for whom, and what software that nobody here wrote says of it."""

import json
from typing import Any

import fhirkit
import pytest

from taper.actions import doing, fhir, people
from taper.exports import fhir_check
from taper.exports.fhir_parts import LOINC, LOINC_NOTICE, SYSTEM
from taper.people.audit import Event
from taper.people.grant import Section
from taper.people.person import Actor
from taper.words import say
from tests.asking import ALL_BUT_NINE, answer, ask
from tests.conftest import Cast
from tests.packages import fill, packed, rows
from tests.saving import back, trail_of
from tests.sharing import refused_as, share_with_sam

Json = dict[str, Any]
FORBIDDEN = {"interpretation", "referenceRange"}


@pytest.fixture
def cast(sqlite_cast: Cast) -> Cast:
    fill(sqlite_cast)
    return sqlite_cast


def bundle(cast: Cast, actor: Actor) -> Json:
    made: Json = json.loads(fhir.fhir(cast.clinic, actor, cast.patient, None, None))
    return made


def of_kind(made: Json, kind: str) -> list[Json]:
    resources = [each["resource"] for each in made["entry"]]
    return [each for each in resources if each["resourceType"] == kind]


def values(made: Json, code: str) -> list[tuple[str, Any]]:
    return [
        (each["effectiveDateTime"], next(each[name] for name in each if name.startswith("value")))
        for each in of_kind(made, "Observation")
        if each["code"]["coding"][0]["code"] == code
    ]


def names_in(value: Any) -> set[str]:
    if isinstance(value, dict):
        return set(value) | {name for each in value.values() for name in names_in(each)}
    return {name for each in value for name in names_in(each)} if isinstance(value, list) else set()


def test_a_row_of_the_plan_worked_by_hand(cast: Cast):
    (plan,) = of_kind(bundle(cast, cast.alex), "MedicationRequest")
    assert plan["intent"] == "plan"
    assert plan["status"] == "active"
    assert [each["sequence"] for each in plan["dosageInstruction"]] == [1, 2, 3]
    second = plan["dosageInstruction"][1]
    repeat = second["timing"]["repeat"]
    assert repeat["boundsPeriod"] == {"start": "2026-02-16", "end": "2026-05-03"}
    assert (repeat["frequency"], repeat["period"], repeat["periodUnit"]) == (1, 1, "d")
    assert second["doseAndRate"][0]["doseQuantity"]["value"] == 17.5


def test_the_signature_is_there_with_the_signer_and_the_hash(cast: Cast):
    made = bundle(cast, cast.alex)
    (signed,) = of_kind(made, "Provenance")
    by_address = {each["fullUrl"]: each["resource"] for each in made["entry"]}
    signer = by_address[signed["agent"][0]["who"]["reference"]]
    assert signer["name"][0]["text"] == "Dr Bose"
    (row,) = rows(packed(cast, cast.alex), "plan_versions.csv")
    known = signed["entity"][0]["what"]["identifier"]["value"]
    assert known == row["content_sha256"]
    targets = [by_address[each["reference"]]["resourceType"] for each in signed["target"]]
    assert targets == ["MedicationRequest", "CarePlan"]


def test_every_reference_leads_to_an_entry(cast: Cast):
    text = json.dumps(made := bundle(cast, cast.alex))
    addresses = {each["fullUrl"] for each in made["entry"]}
    assert len(addresses) == len(made["entry"])
    pointed = {part.split('"')[0] for part in text.split('"reference": "')[1:]}
    assert pointed <= addresses


def test_two_bundles_of_one_record_name_the_same_things(cast: Cast):
    first, second = bundle(cast, cast.alex), bundle(cast, cast.alex)
    assert [each["fullUrl"] for each in first["entry"]] == [
        each["fullUrl"] for each in second["entry"]
    ]


def test_figures_are_those_of_the_package(cast: Cast):
    made, package = bundle(cast, cast.alex), packed(cast, cast.alex)
    found = [row for row in rows(package, "check_ins.csv") if row["newest"] == "yes"]
    moods = [(row["date"], int(row["value"])) for row in found if row["item"] == "mood"]
    assert sorted(values(made, "mood")) == sorted(moods)
    assert values(made, "44261-6") == [(back(0).isoformat(), 8)]
    taken = [
        each["dosage"][0]["doseAndRate"][0]["doseQuantity"]["value"]
        for each in of_kind(made, "MedicationStatement")
    ]
    intakes = [row for row in rows(package, "intake.csv") if row["newest"] == "yes"]
    assert taken == [float(row["taken_mg"]) for row in intakes] == [7.25]


def test_items_have_loinc_codes_and_values_of_ours_are_on_our_list(cast: Cast):
    made = bundle(cast, cast.alex)
    (sheet,) = of_kind(made, "QuestionnaireResponse")
    first = sheet["item"][0]
    assert first["linkId"] == "/44250-9"
    assert first["answer"][0]["valueCoding"] == {
        "system": LOINC,
        "code": "LA6569-3",
        "display": "Several days",
    }
    (listed,) = of_kind(made, "CodeSystem")
    ours = {each["code"] for each in listed["concept"]}
    codings = [each["code"]["coding"][0] for each in of_kind(made, "Observation")]
    assert {each["code"] for each in codings if each["system"] == SYSTEM} <= ours


def test_nothing_in_it_judges_or_orders(cast: Cast):
    made = bundle(cast, cast.alex)
    assert not names_in(made) & FORBIDDEN
    kinds = {each["resource"]["resourceType"] for each in made["entry"]}
    assert not kinds & {"ClinicalImpression", "RiskAssessment"}
    intents = [each["intent"] for each in of_kind(made, "MedicationRequest")]
    assert set(intents) == {"plan"}


def test_the_purpose_stands_nowhere_in_it(cast: Cast):
    assert say("product.purpose") not in json.dumps(bundle(cast, cast.alex), ensure_ascii=False)


def test_a_validator_that_nobody_here_wrote_finds_no_fault(cast: Cast):
    made = fhir.fhir(cast.clinic, cast.alex, cast.patient, None, None)
    assert list(map(str, fhirkit.validate(made))) == []


@pytest.mark.parametrize(
    ("name", "wrong"), [("authoredOn", "yesterday"), ("dosageInstruction", "x"), ("odd", "x")]
)
def test_the_validator_sees_what_is_wrong_deep_in_a_bundle(cast: Cast, name: str, wrong: str):
    made = bundle(cast, cast.alex)
    of_kind(made, "MedicationRequest")[0][name] = wrong
    assert fhirkit.validate(made)


def test_every_resource_holds_for_the_models_and_each_required_code_is_on_its_list(cast: Cast):
    from fhir.resources.R4B import get_fhir_model_class

    for each in bundle(cast, cast.alex)["entry"]:
        resource = each["resource"]
        kind = resource["resourceType"]
        made = get_fhir_model_class(kind).model_validate(resource)
        assert list(fhir_check.unbound(made, kind)) == []


@pytest.mark.parametrize(
    ("name", "wrong"), [("status", "nonsense"), ("intent", "fortnight"), ("subject", "nobody")]
)
def test_what_is_no_fhir_is_never_handed_out(cast: Cast, name: str, wrong: str):
    (plan,) = of_kind(bundle(cast, cast.alex), "MedicationRequest")
    plan[name] = wrong
    with pytest.raises(fhir_check.WrongBundle) as raised:
        fhir_check.check([{"resource": plan}])
    assert wrong not in str(raised.value)


def test_a_private_note_is_marked_and_in_the_patients_own_bundle_alone(cast: Cast):
    notes = [
        each
        for each in of_kind(bundle(cast, cast.alex), "Observation")
        if each.get("valueString") == "hidden"
    ]
    assert [each["meta"]["security"][0]["code"] for each in notes] == ["R"]
    assert "hidden" not in json.dumps(bundle(cast, cast.dr_bose))


def test_answers_that_wait_for_their_reader_are_in_the_patients_own_bundle_alone(
    sqlite_cast: Cast,
):
    answer(sqlite_cast, ask(sqlite_cast), {**ALL_BUT_NINE, "phq_9": 1}, finish=True)
    doctors = bundle(sqlite_cast, sqlite_cast.dr_bose)
    assert of_kind(doctors, "QuestionnaireResponse") == []
    assert values(doctors, "44261-6") == []
    assert say("package.closed") in json.dumps(doctors, ensure_ascii=False)
    assert of_kind(bundle(sqlite_cast, sqlite_cast.alex), "QuestionnaireResponse")


def test_a_prescriber_without_consent_gets_the_plan_alone(cast: Cast):
    people.withdraw_consent(cast.clinic, cast.alex, cast.patient)
    made = bundle(cast, cast.dr_bose)
    assert of_kind(made, "MedicationRequest")
    for kind in ("Observation", "MedicationStatement", "QuestionnaireResponse"):
        assert of_kind(made, kind) == [], kind


def test_a_supporter_gets_the_sections_that_are_shared_and_no_more(cast: Cast):
    share_with_sam(cast, Section.SYMPTOMS)
    made = bundle(cast, cast.sam)
    codes = {each["code"]["coding"][0]["code"] for each in of_kind(made, "Observation")}
    assert codes == {"dizziness"}
    for kind in ("MedicationRequest", "CarePlan", "MedicationStatement", "QuestionnaireResponse"):
        assert of_kind(made, kind) == [], kind


def test_the_terminal_gets_what_a_prescriber_does(cast: Cast):
    terminal, doctor = bundle(cast, doing.at_the_terminal()), bundle(cast, cast.dr_bose)
    assert of_kind(terminal, "Observation") == of_kind(doctor, "Observation")


def test_it_says_its_days_zone_versions_and_what_was_left_out(cast: Cast):
    (about,) = of_kind(bundle(cast, cast.dr_bose), "Composition")
    said = about["section"][0]["text"]["div"]
    assert "Europe/London" in said
    assert "Exampline, tablets: version 1" in said
    assert "PHQ-9, version" in said
    assert say("package.private") in said
    assert LOINC_NOTICE in said


def test_each_bundle_is_in_the_trail(cast: Cast):
    bundle(cast, cast.alex)
    found = trail_of(cast)[-1]
    assert (found.event, found.detail["what"]) == (Event.EXPORTED, "fhir.json")


def test_without_the_extra_there_is_a_sentence_and_no_line_in_the_trail(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(fhir_check, "find_spec", lambda name: None)
    with refused_as("fhir.not_installed"):
        bundle(cast, cast.alex)
    assert trail_of(cast)[-1].event is not Event.EXPORTED
