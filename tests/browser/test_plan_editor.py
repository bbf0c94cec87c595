"""The bench in a browser: the canvas, the keyboard, a phone, and what axe sees."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from taper.actions import people
from taper.actions.clinic import open_clinic
from taper.settings import Settings
from tests.browser.conftest import DESKTOP, PHONE, Opener, Program, let_in, running
from tests.conftest import PASSWORD, TEXTS
from tests.signing_in import first_prescriber

pytestmark = pytest.mark.browser

SMALL_PHONE = {"width": 360, "height": 740}
MOST_FIELDS_AND_CLICKS = 45  # design §1: 12 steps entered, checked and signed in 3 minutes
FIRST = date(2027, 1, 4)
DOSES = ("40", "36", "32,5", "29", "26", "23.5", "21", "19", "17", "15", "12½", "0")
ROWS = [((FIRST + timedelta(weeks=4 * step)).isoformat(), dose) for step, dose in enumerate(DOSES)]


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """A clinic with Dr Bose and one patient per test."""
    url = f"sqlite:///{tmp_path_factory.mktemp('bench') / 'taper.sqlite3'}"
    made = open_clinic(Settings(database=url))
    doctor = first_prescriber(made)
    for name in ("Alex", "Bea", "Cleo", "Dan", "Eve", "Finn", "Gus"):
        people.invite_patient(made, doctor, name=name, zone="Europe/London")
    made.store.close()
    with running("serve", "--database", url) as program:
        yield program


class Bench:
    """A prescriber at work; counts every field and click."""

    def __init__(self, page: Page, program: Program) -> None:
        self.page = page
        self.counted = 0
        let_in(page, program, "dr_bose")
        page.goto(program.url)
        expect(page.get_by_role("heading", name="Patients")).to_be_visible()

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()
        self.counted += 1

    def fill(self, name: str, words: str) -> None:
        self.page.get_by_role("textbox", name=name, exact=True).fill(words)
        self.counted += 1

    def open_section(self, name: str) -> None:
        self.wait_until_drawn()
        self.page.locator("summary", has_text=name).click()
        self.counted += 1
        self.page.wait_for_timeout(900)  # it opens in a movement, which lets no press through

    def wait_until_drawn(self) -> None:
        app = self.page.get_by_test_id("stApp")
        expect(app).to_have_attribute("data-test-script-state", "notRunning", timeout=15_000)

    def pick(self, name: str) -> None:
        self.wait_until_drawn()
        self.page.get_by_role("radio", name=name, exact=True).click()
        self.counted += 1
        expect(self.page.get_by_role("radio", name=name, exact=True)).to_be_checked()

    def choose(self, label: str, answer: str) -> None:
        box = self.page.get_by_role("combobox", name=label, exact=True)
        box.evaluate("box => box.scrollIntoView({block: 'center'})")
        box.click()
        self.page.keyboard.type(answer)
        self.page.wait_for_timeout(500)
        self.page.keyboard.press("Enter")
        self.counted += 1

    def open_editor(self, patient: str, medicine: str = "Exampline") -> None:
        finder = self.page.get_by_role("combobox", name="Find a patient")
        finder.fill(patient)
        finder.press("Enter")
        self.page.get_by_role("link", name="Write a plan").click()
        named = self.page.get_by_role("combobox", name="Medicine")
        named.fill(medicine)
        named.press("Enter")
        self.counted += 3
        self.fill("Form", "tablets")
        self.page.locator(".st-key-open-course button").click()
        self.counted += 1
        expect(self.page.get_by_role("heading", name="Rows", exact=True)).to_be_visible()

    def choose_cell(self, row: int, column: int) -> None:
        """Choose a cell of the canvas; rows are 1, 2 …, columns 0, 1, 2."""
        press_cell(self.page, x=80 + column * 140, y=20 + row * 37)

    def type_cell(self, text: str) -> None:
        """Type into the chosen cell, as fingers do, and go to the one below."""
        self.page.keyboard.press("Enter")
        expect(self.page.locator("#portal textarea, #portal input")).to_be_visible()
        self.page.keyboard.insert_text(text)
        self.page.keyboard.press("Enter")
        expect(self.page.locator("#portal textarea, #portal input")).to_have_count(0)
        self.counted += 1

    def understood(self) -> str:
        return self.page.locator("[class*=st-key-typed-rows]").inner_text()


def press_cell(page: Page, *, x: int, y: int) -> None:
    """Press a place of the canvas, in px from its corner; another element lies over it."""
    canvas = page.get_by_test_id("stDataFrame").locator("canvas").first
    canvas.scroll_into_view_if_needed()
    page.wait_for_timeout(800)  # the grid listens a little after it is drawn
    box = canvas.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + x, box["y"] + y)
    page.wait_for_timeout(300)


@pytest.fixture
def bench(clinic: Program, window: Opener) -> Bench:
    return Bench(window(DESKTOP, timezone_id="Europe/London"), clinic)


def test_twelve_steps_are_typed_in_the_table_and_signed_by_keyboard_within_the_budget(
    bench: Bench,
):
    page = bench.page
    bench.open_editor("Alex")
    for column, texts in enumerate(zip(*ROWS, strict=True)):
        bench.choose_cell(1, column)
        for text in texts:
            bench.type_cell(text)
    expect(page.locator("[class*=st-key-typed-rows] tr:not(.more)")).to_have_count(13)
    for dose in ("32.5 mg", "12.5 mg"):
        expect(page.locator("[class*=st-key-typed-rows]")).to_contain_text(dose)
    expect(page.locator("[class*=st-key-typed-rows]")).not_to_contain_text("not understood")
    for label, words in zip(
        ("If a step is too hard", "If a dose is missed", "Who to contact, and when I look"),
        TEXTS.values(),
        strict=True,
    ):
        bench.fill(label, words)
    bench.press("Save and read back")
    expect(page.get_by_text("It has 12 rows.")).to_be_visible()
    sign_by_keyboard(bench)
    expect(page.get_by_role("heading", name="Version 1 of the plan is signed.")).to_be_visible()
    assert bench.counted <= MOST_FIELDS_AND_CLICKS


def sign_by_keyboard(bench: Bench) -> None:
    """Leave the password by way of its "show" button, as the keyboard does."""
    password = bench.page.get_by_role("textbox", name="Your password")
    password.focus()
    bench.page.keyboard.insert_text(PASSWORD)
    bench.page.keyboard.press("Tab")
    bench.page.keyboard.press("Tab")
    bench.page.keyboard.press("Enter")
    bench.counted += 2


HYPERBOLIC = (
    ("The first row starts on", "4 January 2027"),
    ("Region that the curve is for", "striatum"),
    ("Vmax (%)", "84"),
    ("K, the dose of half of Vmax (mg)", "2.3"),
    ("Source of the curve", "made up for this test"),
    ("Starting dose (mg)", "20"),
    ("Days on the starting dose, 0 to begin with the first cut", "28"),
    ("Number of equal parts", "11"),
    ("Days between cuts", "4 weeks"),
    ("Last dose (mg)", "0"),
)


def test_twelve_hyperbolic_steps_are_worked_out_and_signed_within_the_budget(bench: Bench):
    page = bench.page
    bench.open_editor("Eve")
    bench.open_section("What the doses are made from")
    bench.pick("In multiples of one amount")
    bench.fill("The amount (mg)", "0.1")
    bench.pick("Nearest")
    bench.pick("The lower one")
    bench.open_section("Work out rows from a method")
    bench.choose("Method", "Modelled occupancy in equal parts")
    bench.pick("Typed")
    for label, answer in HYPERBOLIC:
        bench.fill(label, answer)
    bench.pick("The last dose goes on")
    bench.press("Work out the rows")
    expect(page.get_by_text("12 rows were worked out.")).to_be_visible()
    expect(page.locator("[class*=st-key-typed-rows]")).to_contain_text("Working: 2.3 mg ×")
    for label, words in zip(
        ("If a step is too hard", "If a dose is missed", "Who to contact, and when I look"),
        TEXTS.values(),
        strict=True,
    ):
        bench.fill(label, words)
    bench.press("Save and read back")
    expect(page.get_by_text("It has 12 rows.")).to_be_visible()
    sign_by_keyboard(bench)
    expect(page.get_by_role("heading", name="Version 1 of the plan is signed.")).to_be_visible()
    assert bench.counted <= MOST_FIELDS_AND_CLICKS, bench.counted


def test_what_is_pasted_into_the_table_is_read_or_refused_at_its_row(bench: Bench):
    page = bench.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    bench.open_editor("Bea")
    doses = ("0,5", "0.5", "½", "1.000", "1,000", "10 %", "03/04")
    lines = [f"2027-0{month}-01\t{dose}" for month, dose in enumerate(doses, start=1)]
    page.evaluate("text => navigator.clipboard.writeText(text)", "\n".join(lines))
    bench.choose_cell(1, 0)
    page.keyboard.press("Control+v")
    expect(page.locator("[class*=st-key-typed-rows] tr:not(.more)")).to_have_count(8)
    shown = bench.understood()
    assert shown.count("0.5 mg") == 3
    assert shown.count("This could mean 1 mg or 1000 mg.") == 2
    assert "A percentage is not a dose." in shown
    assert "A slash can mean a date or a fraction." in shown


def test_a_cell_that_is_still_open_is_saved_with_the_rest(bench: Bench):
    page = bench.page
    bench.open_editor("Cleo")
    bench.choose_cell(1, 0)
    page.keyboard.press("Enter")
    page.wait_for_timeout(150)
    page.keyboard.insert_text("2027-01-04")
    bench.press("Save draft")
    expect(page.get_by_text("The draft is saved.")).to_be_visible()
    page.reload()
    expect(page.locator("[class*=st-key-typed-rows]")).to_contain_text("Mon 4 Jan 2027")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_is_wider_than_a_small_phone(
    clinic: Program, window: Opener, scheme: str
):
    page = window(SMALL_PHONE, color_scheme=scheme, has_touch=True)
    bench = Bench(page, clinic)
    check(page, "Patients")
    page.get_by_role("link", name="Invite a patient", exact=True).click()
    check(page, "Invite a patient")
    page.get_by_role("link", name="Patients").click()
    if scheme == "light":
        bench.open_editor("Dan")
    else:
        page.get_by_role("combobox", name="Find a patient").fill("Dan")
        page.keyboard.press("Enter")
        page.get_by_role("link", name="Write a plan").click()
    page.get_by_role("radio", name="List").click()
    page.get_by_role("textbox", name="Row 1: starts on").fill("2027-01-04")
    page.get_by_role("textbox", name="Row 1: dose (mg)").fill("10 %")
    bench.press("Save and read back")
    expect(page.get_by_text("To correct: A percentage is not a dose.")).to_be_visible()
    check(page, "Write a plan")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_where_rows_are_worked_out_and_doses_made_up(
    clinic: Program, window: Opener, scheme: str
):
    page = window(SMALL_PHONE, color_scheme=scheme, has_touch=True)
    bench = Bench(page, clinic)
    patient, medicine, region = {
        "light": ("Finn", "escitalopram", "putamen"),
        "dark": ("Gus", "citalopram", "striatum"),
    }[scheme]
    bench.open_editor(patient, medicine)
    bench.open_section("What the doses are made from")
    bench.pick("From what the patient has")
    bench.press("Add a preparation")
    bench.pick("Tablet")
    bench.fill("Strength (mg)", "5")
    bench.pick("Scored")
    bench.pick("In halves")
    bench.pick("Down")
    bench.open_section("Work out rows from a method")
    bench.choose("Method", "The same mg less each time")
    for label, answer in LINEAR:
        bench.fill(label, answer)
    bench.pick("At a last dose")
    bench.fill("Last dose (mg)", "0")
    bench.press("Work out the rows")
    expect(page.get_by_text("1 thing is missing.")).to_be_visible()
    bench.pick("The last dose goes on")
    bench.press("Work out the rows")
    expect(page.get_by_text("3 rows were worked out.")).to_be_visible()
    page.locator("label", has_text="Show modelled occupancy").click()
    bench.pick("From the list")
    bench.choose("Occupancy in which region?", region)
    expect(page.get_by_text("not a prediction").first).to_be_visible()
    check(page, "Write a plan")


LINEAR = (
    ("The first row starts on", "4 January 2027"),
    ("Starting dose (mg)", "20"),
    ("Days on the starting dose, 0 to begin with the first cut", "28"),
    ("Each cut (mg)", "10"),
    ("Days between cuts", "28"),
)


def check(page: Page, title: str) -> None:
    expect(page.get_by_role("heading", name=title, exact=True, level=1)).to_be_visible()
    page.wait_for_timeout(500)
    found = Axe().run(page).response["violations"]
    assert [(each["id"], each["nodes"][0]["target"]) for each in found] == []
    main = page.get_by_test_id("stMain")
    assert main.evaluate("main => main.scrollWidth") <= SMALL_PHONE["width"]


def test_a_name_that_is_pressed_in_the_list_opens_that_patient(clinic: Program, window: Opener):
    page = window(PHONE, timezone_id="Europe/London")
    Bench(page, clinic)
    page.get_by_role("button", name="Bea").click()
    expect(page).to_have_url(re.compile(r"/patient\?patient="))
    expect(page.get_by_text("Bea").first).to_be_visible()
