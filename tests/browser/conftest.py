"""The real program on a free port, and a real browser in front of it."""

import os
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.conftest import missing
from tests.signing_in import token_in

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1366, "height": 768}

# Chromium as root in a container; and nothing of it asks other hosts for anything.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass
class Program:
    """`taper serve` or `taper demo`, running."""

    url: str
    process: subprocess.Popen[str]
    database: str = ""
    lines: list[str] = field(default_factory=list)

    def set_up_code(self) -> str:
        """Give the code that stands in the terminal."""
        found = re.findall(r"\b(?:[a-z2-9]{5}-){3}[a-z2-9]{5}\b", "\n".join(self.lines))
        return str(found[-1])


@contextmanager
def running(*command: str, **variables: str) -> Iterator[Program]:
    """Start a command of the program on a free port; end it afterwards."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-c", "from taper.cli import main; main()", *command,
         "--port", str(port), "--no-browser"],
        env={**os.environ, **variables},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )  # fmt: skip
    database = command[command.index("--database") + 1] if "--database" in command else ""
    program = Program(f"http://localhost:{port}", process, database)
    assert process.stdout is not None
    reader = threading.Thread(target=lambda: program.lines.extend(process.stdout or ()))
    reader.start()
    try:
        _wait_until_ready(program)
        yield program
    finally:
        process.terminate()
        process.wait(20)
        reader.join(20)
        process.stdout.close()


def let_in(page: Page, program: Program, name: str) -> None:
    """Give the browser a session of *name*, where signing in is not what is tested."""
    cookie = {"name": "taper_session", "value": token_in(program.database, name)}
    page.context.add_cookies([{**cookie, "url": program.url}])  # type: ignore[typeddict-item]


def _wait_until_ready(program: Program, seconds: float = 90) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if program.process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(program.url + "/healthz", timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    pytest.fail("the program did not start:\n" + "".join(program.lines))


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """The system's Chromium, closed before other tests run event loops of their own."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
    if found is None:
        missing("Chromium (Debian: chromium)")
        return
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield browser
        browser.close()


Opener = Callable[..., Page]


@pytest.fixture
def window(chromium: Browser) -> Iterator[Opener]:
    """Open windows of people who share nothing: a context each, with no other host reachable."""
    contexts: list[BrowserContext] = []

    def open_window(size: dict[str, int] = DESKTOP, **options: object) -> Page:
        context = chromium.new_context(viewport=size, **options)  # type: ignore[arg-type]
        context.set_default_timeout(20_000)
        contexts.append(context)
        return context.new_page()

    yield open_window
    for context in contexts:
        context.close()


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Program]:
    """The real thing, empty."""
    with running("serve", "--database", f"sqlite:///{tmp_path / 'taper.sqlite3'}") as program:
        yield program


@pytest.fixture(scope="session")
def demo() -> Iterator[Program]:
    """The demo clinic."""
    with running("demo") as program:
        yield program
