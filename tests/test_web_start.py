"""The program starts from the checkout and from an installed copy, hardened either way."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tomllib
import urllib.request
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from streamlit.config import _config_options_template

from taper.words import say
from tests.web_client import ROOT, started

SETTINGS = tomllib.loads((ROOT / ".streamlit/config.toml").read_text("utf-8"))

# Run beside the launcher, as Streamlit runs it, and prints the settings that are then in effect.
TELL = """
import json, sys
from streamlit import config
config._main_script_path = sys.argv[1]
config.get_config_options(force_reparse=True)
print(json.dumps({name: config.get_option(name) for name in json.loads(sys.argv[2])}))
"""


def flat(table: dict[str, Any], before: str = "") -> dict[str, Any]:
    """Give "section.option": value, as Streamlit names them; tables of values stay whole."""
    found: dict[str, Any] = {}
    for name, value in table.items():
        key = f"{before}{name}"
        if isinstance(value, dict) and key not in _config_options_template:
            found |= flat(value, f"{key}.")
        else:
            found[key] = value
    return found


def installed_copy(folder: Path) -> Path:
    """Lay the launcher out as the wheel does, in a folder with nothing else in it."""
    launcher = folder / "launcher"
    (launcher / ".streamlit").mkdir(parents=True)
    shutil.copy(ROOT / "app.py", launcher / "app.py")
    shutil.copy(ROOT / ".streamlit/config.toml", launcher / ".streamlit/config.toml")
    return launcher / "app.py"


def launcher_of(place: str, folder: Path) -> Path:
    return ROOT / "app.py" if place == "checkout" else installed_copy(folder)


PLACES = pytest.mark.parametrize("place", ["checkout", "installed copy"])


def test_streamlit_is_the_version_whose_experimental_settings_were_tried():
    assert version("streamlit").startswith("1.67.")


def test_every_setting_of_the_file_is_one_that_streamlit_has():
    assert set(flat(SETTINGS)) <= set(_config_options_template)


def test_every_setting_says_its_reason():
    lines = (ROOT / ".streamlit/config.toml").read_text("utf-8").splitlines()
    silent = [
        line
        for line in lines
        if "=" in line
        and "#" not in line.partition("=")[2].replace('"#', "")
        and not line.startswith(("#", "x-taper-"))
    ]
    fonts = ("family", "url", "weight", "style", "unicodeRange")
    assert [line for line in silent if not line.startswith(fonts)] == []


@PLACES
def test_the_settings_in_effect_are_those_of_the_file(place: str, tmp_path: Path):
    empty = tmp_path / "empty"
    empty.mkdir()
    wanted = flat(SETTINGS)
    told = subprocess.run(
        [sys.executable, "-c", TELL, str(launcher_of(place, tmp_path)), json.dumps(list(wanted))],
        cwd=empty,
        capture_output=True,
        check=True,
    )
    assert json.loads(told.stdout) == wanted


MUST = {
    "server.address": "127.0.0.1",
    "server.enableXsrfProtection": True,
    "server.enableCORS": True,
    "server.enableAgentApi": False,
    "server.fileWatcherType": "none",
    "server.trustedUserHeaders": {"x-taper-session": "session", "x-taper-person": "person"},
    "browser.gatherUsageStats": False,
    "client.showErrorDetails": "none",
    "client.toolbarMode": "minimal",
    "client.disableDataExport": True,
    "runner.magicEnabled": False,
    "runner.postScriptGC": False,
}


def test_the_hardening_of_the_design_is_in_the_file():
    assert {name: flat(SETTINGS).get(name) for name in MUST} == MUST


@PLACES
def test_the_program_starts_in_an_empty_folder_and_is_the_one_with_the_guard(
    place: str, tmp_path: Path
):
    launcher = launcher_of(place, tmp_path)
    folder = tmp_path / "run"
    folder.mkdir()
    with started(launcher, folder) as address:
        with urllib.request.urlopen(address) as answer:  # follows /sign-in to /set-up
            assert answer.url == f"{address}/set-up"
            assert "default-src 'none'" in answer.headers["content-security-policy"]
        font = "/app/static/atkinson-hyperlegible-next-latin-wght-normal.woff2"
        with urllib.request.urlopen(address + font) as answer:
            assert answer.headers["content-type"] == "font/woff2"
    told = (folder / "told.txt").read_text()
    assert "enter this set-up code: " in told
    assert "ExternalIP" not in told.replace(" ", "")
    assert {file.name for file in folder.iterdir()} == {
        "taper.sqlite3",
        "taper.sqlite3.key",
        "taper.sqlite3.key.heads",
        "told.txt",
    }
    with sqlite3.connect(folder / "taper.sqlite3") as database:
        assert database.execute("select count(*) from person").fetchone() == (0,)
    database.close()


def test_a_database_that_is_not_a_demos_is_refused_in_a_sentence(tmp_path: Path):
    with started(ROOT / "app.py", tmp_path):
        pass
    refused = subprocess.run(
        [sys.executable, "-m", "streamlit", "run", str(ROOT / "app.py"), "--server.port=0"],
        cwd=tmp_path,
        env={**os.environ, "TAPER_DEMO": "true"},
        capture_output=True,
        timeout=60,
        check=False,
    )
    told = (refused.stdout + refused.stderr).decode()
    assert refused.returncode != 0
    assert say("database.not_a_demo") in told
    assert "Traceback" not in told
