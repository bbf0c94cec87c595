"""Consent said no to at the invitation: the plan is there for both, the diary for one."""

import pytest
from playwright.sync_api import Page, expect

from taper.words import say
from tests.browser.conftest import DESKTOP, PHONE, Opener, Program
from tests.browser.test_main_job import (
    answer,
    invite_a_patient,
    make_the_first_prescriber,
    write_and_sign_a_plan,
)
from tests.by_day import ZONE
from tests.conftest import PASSWORD

pytestmark = pytest.mark.browser


def test_a_patient_who_says_no_keeps_the_plan_and_the_diary(serve: Program, window: Opener):
    doctor = window(DESKTOP, timezone_id=ZONE)
    make_the_first_prescriber(doctor, serve)
    link = invite_a_patient(doctor, serve)
    patient = window(PHONE, timezone_id=ZONE, has_touch=True, color_scheme="dark")
    say_no(patient, link)
    write_and_sign_a_plan(doctor, serve)
    record(patient, serve)
    see_no_diary(doctor)
    agree_later(patient, serve)
    doctor.get_by_role("link", name="Compare").click()
    expect(doctor.get_by_text("Mood is recorded on 1 day").first).to_be_visible()
    withdraw(patient, serve)
    see_no_diary(doctor)


def say_no(page: Page, link: str) -> None:
    page.goto(link)
    page.locator("[name=sign_in_name]").fill("alex")
    for field in page.locator("[type=password]").all():
        field.fill(PASSWORD)
    page.locator("main button[type=submit]").click()  # without an answer nothing is sent
    page.get_by_label(say("consent.decline")).check()
    for field in page.locator("[type=password]").all():
        field.fill(PASSWORD)
    page.locator("main button[type=submit]").click()
    expect(page.get_by_text("There is no signed plan yet.")).to_be_visible()


def record(page: Page, program: Program) -> None:
    page.goto(program.url)
    expect(page.get_by_text("17.5 mg")).to_be_visible()
    expect(page.get_by_text(say("my_data.not_shared"))).to_be_visible()
    expect(page.get_by_text("Dr Bose looks")).to_have_count(0)
    answer(page, "Mood", "6")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".st-key-on-file")).to_contain_text("Mood: 6 of 10")


def see_no_diary(page: Page) -> None:
    page.get_by_role("link", name="Compare").click()
    expect(page.get_by_text(say("compare.diary_closed"))).to_be_visible()
    expect(page.get_by_text("There are 4 planned changes.").first).to_be_visible()
    expect(page.get_by_text("Mood is recorded")).to_have_count(0)
    page.get_by_role("link", name="Overview").click()
    expect(page.get_by_text(say("patient.diary_closed")).first).to_be_visible()


def agree_later(page: Page, program: Program) -> None:
    page.goto(program.url + "/my-data")
    page.get_by_role("button", name=say("my_data.share")).click()
    expect(page.get_by_text(say("my_data.shared"))).to_be_visible()


def withdraw(page: Page, program: Program) -> None:
    page.get_by_role("button", name=say("my_data.withdraw"), exact=True).click()
    page.get_by_role("button", name=say("my_data.withdraw_do")).click()
    expect(page.get_by_text(say("my_data.withdrawn"))).to_be_visible()
