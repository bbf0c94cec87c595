"""Compare page and visit summary in a real browser: their room, their pictures, the brush."""

import io
import re
from collections import Counter

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from taper.charts.theme import PALETTES
from tests.browser.conftest import DESKTOP, PHONE, Opener, Program

expect.set_options(timeout=30_000)  # the machine may be busy with other tests
pytestmark = pytest.mark.browser
NARROW = {"width": 360, "height": 800}


def enter(page: Page, demo: Program, path: str) -> None:
    page.goto(demo.url)
    page.get_by_role("button", name=re.compile("Enter as Bea")).click()
    expect(page.get_by_role("link", name="Help in a crisis")).to_be_visible()
    page.goto(f"{demo.url}/{path}")
    expect(page.locator(".stVegaLiteChart canvas").first).to_be_visible()
    page.wait_for_timeout(1500)  # the chart is drawn anew once its font is there


def picture(page: Page) -> Image.Image:
    shot = page.locator(".stVegaLiteChart canvas").first.screenshot()
    return Image.open(io.BytesIO(shot)).convert("RGB")


@pytest.mark.parametrize("size", [NARROW, PHONE, DESKTOP], ids=["360", "390", "1366"])
@pytest.mark.parametrize("path", ["compare", "visit"])
def test_nothing_is_wider_than_the_screen(
    demo: Program, window: Opener, size: dict[str, int], path: str
):
    page = window(size)
    enter(page, demo, path)
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    for chart in page.locator(".stVegaLiteChart").all():
        assert chart.evaluate("e => e.scrollWidth <= e.clientWidth + 1")


@pytest.mark.parametrize("path", ["compare", "visit"])
def test_a_chart_offers_no_export_that_leaves_no_trail(demo: Program, window: Opener, path: str):
    page = window()
    enter(page, demo, path)
    page.locator(".stVegaLiteChart canvas").first.hover()
    page.wait_for_timeout(500)
    for bar in page.locator(".stVegaLiteChart [data-testid=stElementToolbar]").all():
        expect(bar).to_be_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_picture_has_the_hues_of_the_legend_and_no_traffic_lights(
    demo: Program, window: Opener, scheme: str
):
    page = window(color_scheme=scheme)
    enter(page, demo, "compare")
    drawn = picture(page)
    count = colours_of(drawn)
    palette = PALETTES[scheme]  # type: ignore[index]
    for colour in (palette.dose, palette.mood, *palette.severity[:2]):
        assert count[hex_to_rgb(colour)] > 20, colour
    assert not [rgb for rgb, pixels in count.items() if pixels > 20 and is_alarm(rgb)]


def colours_of(drawn: Image.Image) -> Counter[tuple[int, ...]]:
    """Count the pixels of each colour."""
    found = drawn.getcolors(drawn.width * drawn.height) or []
    return Counter({rgb: pixels for pixels, rgb in found})  # type: ignore[misc]


def hex_to_rgb(colour: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(colour.removeprefix("#")))


def is_alarm(rgb: tuple[int, int, int]) -> bool:
    """Whether a colour is a plain red or a plain green."""
    red, green, blue = rgb
    return (red > 180 and green < 70 and blue < 70) or (green > 160 and red < 90 and blue < 90)


def test_the_same_days_are_the_same_picture_and_other_days_another(demo: Program, window: Opener):
    first, second = window(), window()
    for page in (first, second):
        enter(page, demo, "compare")
    assert picture(first).tobytes() == picture(second).tobytes()
    second.get_by_text("4 weeks", exact=True).click()
    second.wait_for_timeout(3000)
    assert picture(first).tobytes() != picture(second).tobytes()


def test_what_is_drawn_across_the_chart_are_the_days_of_the_file(demo: Program, window: Opener):
    page = window()
    enter(page, demo, "compare")
    link = page.get_by_role("link", name="Download these days as CSV", exact=True)
    whole = link.get_attribute("href")
    chart = page.locator(".stVegaLiteChart canvas").first
    link.scroll_into_view_if_needed()
    box = chart.bounding_box()
    assert box is not None
    y = box["y"] + box["height"] - 45  # the strip at the foot, where dates are chosen
    page.mouse.move(box["x"] + 500, y)
    page.mouse.down()
    page.mouse.move(box["x"] + 600, y, steps=5)
    page.mouse.move(box["x"] + 700, y, steps=5)
    page.mouse.up()
    expect(page.get_by_text("Drawn across the chart")).to_be_visible()
    chosen = link.get_attribute("href")
    assert chosen != whole
    told = page.get_by_text("Drawn across the chart").inner_text()
    days = re.findall(r"\d{4}-\d\d-\d\d", str(chosen))
    assert all(str(int(day[8:])) in told and day[:4] in told for day in days)


def test_the_first_screen_of_a_visit_holds_what_is_read_first(demo: Program, window: Opener):
    page = window(DESKTOP)
    enter(page, demo, "visit")
    page.get_by_role("button", name="Look at it together").click()
    expect(page.get_by_role("button", name="Back to the page")).to_be_visible()
    page.wait_for_timeout(1500)
    for words in ("Bea Novak", "Dose on", "Next planned change", "Something is recorded on"):
        box = page.get_by_text(re.compile(words)).first.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= DESKTOP["height"]
    talk = page.get_by_role("heading", name="What the patient wants to talk about").bounding_box()
    chart = page.locator(".stVegaLiteChart canvas").first.bounding_box()
    assert talk is not None
    assert chart is not None
    assert talk["y"] + talk["height"] <= DESKTOP["height"]
    assert chart["y"] + chart["height"] <= DESKTOP["height"]
    expect(page.get_by_role("link", name="Help in a crisis")).to_be_visible()
    expect(page.get_by_text("Leave quickly")).to_be_visible()
