"""`taper serve` and `taper demo`."""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import click

import taper
from taper.cli.parts import database_option, words_for_errors
from taper.settings import Settings
from taper.words import say

PORT = 8501


@click.command()
@click.option("--port", default=PORT, show_default=True, help="The port on this machine.")
@database_option
@click.option("--no-browser", is_flag=True, help="Print the address, open nothing.")
def serve(port: int, database: str | None, no_browser: bool) -> None:
    """Start the program and print its address. Ctrl-C ends it.

    It listens on this machine alone. For others to reach it, a proxy with TLS stands in
    front (docs/running.md).
    """
    variables = {"TAPER_DATABASE": database} if database else {}
    sys.exit(_run(port, variables, no_browser=no_browser))


@click.command()
@click.option("--port", default=PORT, show_default=True, help="The port on this machine.")
@database_option
@click.option("--no-browser", is_flag=True, help="Print the address, open nothing.")
def demo(port: int, database: str | None, no_browser: bool) -> None:
    """Open a demo clinic: a prescriber and several patients with histories of two years.

    All of it is made up, the medicine too. The database is thrown away at the end, unless
    --database names an empty one or that of an earlier demo.
    """
    with _throw_away(database) as url, words_for_errors():
        click.echo(say("cli.demo_filling"))
        from taper.demo.load import load_demo

        load_demo(Settings(database=url, demo=True))
        code = _run(port, {"TAPER_DATABASE": url, "TAPER_DEMO": "true"}, no_browser=no_browser)
    sys.exit(code)


@contextmanager
def _throw_away(database: str | None) -> Iterator[str]:
    if database:
        yield database
        return
    with tempfile.TemporaryDirectory(prefix="taper-demo-") as folder:
        yield f"sqlite:///{Path(folder) / 'demo.sqlite3'}"


def _launcher() -> Path:
    """Give the file that Streamlit runs: the installed copy's, or the checkout's."""
    package = Path(taper.__file__).parent
    installed = package / "launcher" / "app.py"
    return installed if installed.exists() else package.parent / "app.py"


def _run(port: int, variables: dict[str, str], *, no_browser: bool) -> int:
    """Run the program until it ends or is told to; give its exit code."""
    address = os.environ.get("TAPER_PUBLIC_URL", f"http://localhost:{port}")
    command = [
        *(sys.executable, "-m", "streamlit", "run", str(_launcher())),
        *("--server.port", str(port), "--server.headless", str(no_browser).lower()),
    ]
    environment = {**os.environ, **variables, "TAPER_PUBLIC_URL": address}
    click.echo(say("cli.address", address=address))
    process = subprocess.Popen(command, env=environment)  # noqa: S603 - our own interpreter

    def pass_on(number: int, _frame: FrameType | None) -> None:
        process.send_signal(number)

    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, pass_on)
    return process.wait()
