"""The main job, end to end: seven steps in a real browser, on a desktop and on a phone."""

import csv
import io
import re
from datetime import timedelta

import pyotp
import pytest
from playwright.sync_api import Page, expect

from taper.words import say
from tests.browser.conftest import DESKTOP, PHONE, Opener, Program
from tests.by_day import TODAY, ZONE
from tests.conftest import PASSWORD, TEXTS
from tests.signing_in import next_code_in

pytestmark = pytest.mark.browser


def day(offset: int) -> str:
    return (TODAY + timedelta(days=offset)).isoformat()


PASTED = "\n".join(
    f"{day(offset)}\t{dose}"
    for offset, dose in ((-40, "20"), (-12, "17,5"), (3, "15 mg"), (31, "½"), (59, "0"))
)


def test_the_seven_steps(serve: Program, window: Opener):
    doctor = window(DESKTOP, timezone_id=ZONE)
    make_the_first_prescriber(doctor, serve)
    sign_out_and_in_again(doctor, serve)
    link = invite_a_patient(doctor, serve)
    patient = window(PHONE, timezone_id=ZONE, has_touch=True)
    accept_the_invitation(patient, link)
    write_and_sign_a_plan(doctor, serve)
    record_the_day(patient, serve)
    change_the_day(patient)
    see_the_compare_page(patient, serve)
    download_the_csv(patient)
    see_the_same_as_prescriber(doctor, serve)
    a_session_ended_elsewhere_is_over(patient, serve)


def make_the_first_prescriber(page: Page, program: Program) -> None:
    page.goto(program.url)
    expect(page).to_have_url(re.compile("/set-up$"))
    page.locator("[name=code]").fill(program.set_up_code())
    page.locator("[name=name]").fill("Dr Bose")
    page.locator("[name=sign_in_name]").fill("dr_bose")
    for field in page.locator("[type=password]").all():
        field.fill(PASSWORD)
    page.locator("button[type=submit]").click()
    expect(page.get_by_role("heading", name=say("second_factor.heading"))).to_be_visible()
    secret = page.locator("#letters").inner_text().replace(" ", "")
    page.locator("[name=code]").fill(pyotp.TOTP(secret).now())
    page.locator("main button[type=submit]").click()
    expect(page.locator("ol li")).to_have_count(10)
    page.get_by_role("link", name=say("second_factor.codes_done")).click()
    expect(page.get_by_role("heading", name="Patients")).to_be_visible()


def sign_out_and_in_again(page: Page, program: Program) -> None:
    sign_out(page, program)
    for name, password in (("nobody", PASSWORD), ("dr_bose", "seven noisy herons")):
        page.goto(f"{program.url}/sign-in")
        sign_in(page, name, password)
        expect(page.get_by_role("alert")).to_contain_text("go together")
    sign_in(page, "dr_bose", PASSWORD)
    page.locator("[name=code]").fill(next_code_in(program.database, "dr_bose"))
    page.locator("main button[type=submit]").click()
    expect(page.get_by_role("heading", name="Patients")).to_be_visible()


def sign_out(page: Page, program: Program) -> None:
    page.goto(f"{program.url}/sign-out")
    page.locator("main button").click()
    expect(page.locator("body")).to_contain_text(say("sign_in.signed_out"))


def sign_in(page: Page, name: str, password: str) -> None:
    page.locator("[name=name]").fill(name)
    page.locator("[name=password]").fill(password)
    page.locator("main button[type=submit]").click()


def invite_a_patient(page: Page, program: Program) -> str:
    page.goto(f"{program.url}/invite")
    page.get_by_role("textbox", name="Name or alias").fill("Alex <b>A</b>")
    zone = page.get_by_role("combobox", name=re.compile("zone", re.IGNORECASE))
    place = ZONE.partition("/")[2]
    zone.fill(place)
    page.get_by_role("option", name=re.compile(place)).first.click()
    page.get_by_role("textbox", name="When do you look").fill("Every Friday.")
    page.get_by_role("button", name="Make the invitation").click()
    link = page.get_by_test_id("stCode").filter(has_text="/invitation/").inner_text().strip()
    assert link.startswith(program.url)
    return link


def accept_the_invitation(page: Page, link: str) -> None:
    page.goto(link)
    expect(page.locator("body")).to_contain_text("Dr Bose can read what you record")
    expect(page.locator("body")).to_contain_text("Dr Bose looks: Every Friday.")
    page.locator("[name=sign_in_name]").fill("alex")
    for field in page.locator("[type=password]").all():
        field.fill(PASSWORD)
    page.locator("[name=agreed]").first.check()
    page.locator("[name=country]").select_option("GB")
    page.locator("main button[type=submit]").click()
    expect(page.get_by_text("There is no signed plan yet.")).to_be_visible()
    again = page.context.new_page()
    again.goto(link)
    expect(again.locator("body")).to_contain_text("was used already")
    again.close()


def write_and_sign_a_plan(page: Page, program: Program) -> None:
    page.goto(program.url)
    page.get_by_role("combobox", name=re.compile("patient", re.IGNORECASE)).first.click()
    page.get_by_role("option", name=re.compile("Alex")).click()
    page.get_by_role("button", name="Write a plan").first.click()
    medicine = page.get_by_role("combobox", name=re.compile("Medicine"))
    medicine.fill("Exampline")
    medicine.press("Enter")
    page.get_by_role("textbox", name="Form").fill("tablets")
    page.get_by_role("textbox", name="Form").press("Tab")
    page.locator(".st-key-open-course button").click()
    page.get_by_text("Paste from a spreadsheet").click()
    page.get_by_role("textbox", name="One line for each row").fill(PASTED)
    page.get_by_role("button", name="Put into the rows").click()
    expect(page.get_by_text("0.5 mg").first).to_be_visible()
    for label, words in zip(
        ("If a step is too hard", "If a dose is missed", "Who to contact"),
        TEXTS.values(),
        strict=True,
    ):
        page.get_by_role("textbox", name=label).fill(words)
    page.get_by_role("button", name="Save and read back").click()
    page.get_by_role("textbox", name="Your password").fill(PASSWORD)
    page.get_by_role("textbox", name="Your password").press("Tab")
    page.get_by_role("button", name=re.compile("^Sign ")).evaluate("b => { b.click(); b.click() }")
    expect(page.get_by_role("heading", name="Version 1 of the plan is signed.")).to_be_visible()


def record_the_day(page: Page, program: Program) -> None:
    page.goto(program.url)
    expect(page.get_by_text("17.5 mg")).to_be_visible()
    expect(page.get_by_text("Day 12 since the last planned change")).to_be_visible()
    answer(page, "Mood", "6")
    answer(page, "Dizziness", "Mild")
    answer(page, "Did you take", "As planned")
    page.get_by_role("button", name="Save").evaluate(
        "button => { for (let click = 0; click < 5; click++) button.click() }"
    )
    on_file = page.locator(".st-key-on-file")
    expect(on_file).to_contain_text("Mood: 6 of 10")
    expect(on_file).to_contain_text("Dizziness: mild")
    expect(on_file).to_contain_text("as planned, 17.5 mg")
    expect(on_file).not_to_contain_text("earlier version")


def answer(page: Page, question: str, said: str) -> None:
    page.get_by_role("radiogroup", name=question).get_by_role(
        "radio", name=said, exact=True
    ).click()


def change_the_day(page: Page) -> None:
    page.get_by_role("button", name="Change this day").click()
    answer(page, "Mood", "4")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".st-key-on-file")).to_contain_text("Mood: 4 of 10")
    expect(page.locator(".st-key-on-file")).to_contain_text("1 earlier version is kept")


def see_the_compare_page(page: Page, program: Program) -> None:
    page.get_by_role("link", name="Compare").click()
    expect(page.locator("canvas").first).to_be_visible()
    expect(page.get_by_text("There are 4 planned changes.").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def download_the_csv(page: Page) -> None:
    link = page.get_by_role("link", name="Download these days as CSV", exact=True).get_attribute(
        "href"
    )
    got = page.request.get(str(page.url.split("/compare")[0]) + str(link))
    assert got.ok
    assert got.body().startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(got.body().decode("utf-8-sig"), newline="")))
    by_day = {row["date"]: row for row in rows}
    assert by_day[day(-13)]["planned_mg"] == "20"
    assert by_day[day(-12)]["days_since_planned_change"] == "0"
    today = by_day[day(0)]
    assert (today["planned_mg"], today["taken_mg"], today["mood"]) == ("17.5", "17.5", "4")
    assert today["symptom_dizziness"] == "1"
    assert today["symptom_electric_shocks" if "symptom_electric_shocks" in today else "note"] == ""
    assert by_day[day(-1)]["mood"] == ""


def see_the_same_as_prescriber(page: Page, program: Program) -> None:
    page.get_by_role("link", name="Compare").click()
    expect(page.get_by_text("Alex <b>A</b>").first).to_be_visible()
    expect(page.get_by_text("Mood is recorded on 1 day").first).to_be_visible()


def a_session_ended_elsewhere_is_over(page: Page, program: Program) -> None:
    page.goto(program.url)
    expect(page.locator(".st-key-on-file")).to_be_visible()
    other = page.context.new_page()
    sign_out(other, program)
    page.get_by_role("button", name="Change this day").click()
    expect(page.get_by_text("You are signed out")).to_be_visible()
    expect(page.get_by_text("17.5 mg")).not_to_be_visible()
