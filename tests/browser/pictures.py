"""Pictures of the demo: those of the documents, or every page on one sheet.

    python -m tests.browser.pictures documents
    python -m tests.browser.pictures sheet FOLDER

No test: what they show is looked at by people.
"""

import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, expect, sync_playwright

from taper.ui import navigation
from tests.browser.conftest import DESKTOP, FLAGS, PHONE, Program, running
from tests.browser.test_every_page import enter, settle

IMAGES = Path(__file__).parent.parent.parent / "docs" / "images"
SIZES = {"phone": PHONE, "desktop": DESKTOP}
SCHEMES = ("light", "dark")
PAGES = {"Patient": navigation.OF_A_PATIENT, "Prescriber": navigation.OF_A_PRESCRIBER}
OUTSIDE = {"sign-in": "/sign-in", "crisis": "/crisis?country=GB"}


@contextmanager
def browser() -> Iterator[Browser]:
    """Start Chromium."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield started
        started.close()


def window(started: Browser, scheme: str, size: dict[str, int]) -> Page:
    """Open a window of somebody in London."""
    options: dict[str, Any] = {"color_scheme": scheme, "timezone_id": "Europe/London"}
    return started.new_context(viewport=size, **options).new_page()  # type: ignore[arg-type]


def opened(
    page: Page, program: Program, name: str, query: str = "", *, first: bool = False
) -> Page:
    """Open a page of the navigation, and wait until it is drawn."""
    page.goto(f"{program.url}/{'' if first else name.replace('_', '-')}{query}")
    expect(page.locator(".st-key-foot")).to_be_visible(timeout=30_000)
    settle(page)
    page.wait_for_timeout(1_500)  # charts are drawn after the page has come to rest
    return page


def choose_first_patient(page: Page, program: Program) -> str:
    """Open the first patient of the list; give the part of the address that names him or her."""
    page.goto(program.url)
    page.get_by_role("combobox", name=re.compile("patient", re.IGNORECASE)).first.click()
    page.get_by_role("option").first.click()
    expect(page).to_have_url(re.compile("patient="))
    return "?" + page.url.partition("?")[2]


def for_documents(program: Program, started: Browser) -> None:
    """Make the three pictures of the README, light and dark."""
    for scheme in SCHEMES:
        page = window(started, scheme, {"width": 1180, "height": 1500})
        enter(page, program, "Patient")
        opened(page, program, "compare").screenshot(path=IMAGES / f"compare-{scheme}.png")
        page.set_viewport_size({"width": 1180, "height": 1000})
        opened(page, program, "visit").screenshot(path=IMAGES / f"visit-{scheme}.png")
        page.set_viewport_size(PHONE)
        opened(page, program, "today", first=True)
        say_today(page)
        page.screenshot(path=IMAGES / f"today-{scheme}.png")


def say_today(page: Page) -> None:
    """Answer the question that is asked after midnight."""
    asked = page.locator(".st-key-ask-day-meant").get_by_role("radio")
    if asked.count():
        asked.first.click()
        settle(page)


def sheet(program: Program, started: Browser, folder: Path) -> None:
    """Take every page of everybody, at both sizes and in both schemes, onto one page."""
    folder.mkdir(parents=True, exist_ok=True)
    rows: dict[str, list[str]] = {}
    for size, viewport in SIZES.items():
        for scheme in SCHEMES:
            for title, path in _taken(program, started, scheme, viewport, folder, size):
                rows.setdefault(title, []).append(path)
    (folder / "index.html").write_text(_sheet(rows), encoding="utf-8")


def _taken(
    program: Program,
    started: Browser,
    scheme: str,
    viewport: dict[str, int],
    folder: Path,
    size: str,
) -> Iterator[tuple[str, str]]:
    page = window(started, scheme, viewport)
    for name, path in OUTSIDE.items():
        page.goto(program.url + path)
        yield f"Anybody: {name}", _keep(page, folder / f"anybody-{name}-{size}-{scheme}.png")
    for role, names in PAGES.items():
        page = window(started, scheme, viewport)
        enter(page, program, role)
        query = choose_first_patient(page, program) if role == "Prescriber" else ""
        for place, name in enumerate(names):
            opened(page, program, name, query, first=not place)
            path = folder / f"{role.lower()}-{name}-{size}-{scheme}.png"
            yield f"{role}: {name}", _keep(page, path)


def _keep(page: Page, path: Path) -> str:
    """Keep the whole page: Streamlit scrolls inside of itself, so the window is made as long."""
    size = page.viewport_size or DESKTOP
    inside = page.evaluate(
        "() => { const it = document.querySelector('[data-testid=stMain]');"
        " return it ? it.scrollHeight : document.documentElement.scrollHeight }"
    )
    page.set_viewport_size({"width": size["width"], "height": min(int(inside) + 40, 6_000)})
    page.wait_for_timeout(400)
    page.screenshot(path=path)
    page.set_viewport_size(size)
    return path.name


def _sheet(rows: dict[str, list[str]]) -> str:
    lines = [
        f"<h2>{escape(title)}</h2><p>"
        + " ".join(f'<a href="{each}"><img src="{each}" height="620"></a>' for each in paths)
        + "</p>"
        for title, paths in rows.items()
    ]
    return '<!doctype html><meta charset="utf-8"><title>Every page</title>' + "\n".join(lines)


def main() -> None:
    """Start a demo and take what was asked for."""
    what, *rest = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        database = f"sqlite:///{folder}/demo.sqlite3"
        with running("demo", "--database", database) as program, browser() as started:
            if what == "documents":
                for_documents(program, started)
            else:
                sheet(program, started, Path(rest[0]))


if __name__ == "__main__":
    main()
