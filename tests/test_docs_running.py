"""docs/running.md followed to the letter: each command of it is run, in its order."""

import os
import re
import shlex
import shutil
import subprocess
from itertools import pairwise
from pathlib import Path

import pytest
from click.testing import CliRunner

from taper.cli import main
from taper.settings import Settings
from tests.conftest import Cast, sign_plan, typed_plan
from tests.postgres import Server
from tests.saving import save
from tests.web_client import ROOT

DOCS = ROOT / "docs"
PAGE = DOCS / "running.md"
PUBLIC = re.compile(r"age1[0-9a-z]{50,}")


def blocks() -> list[str]:
    return re.findall(
        r"^```sh\n(.*?)^```", (DOCS / "running.md").read_text("utf-8"), re.MULTILINE | re.DOTALL
    )


def lines() -> list[list[str]]:
    """Give every line of every block, as words."""
    return [shlex.split(line) for block in blocks() for line in block.splitlines()]


@pytest.fixture
def folder(sqlite_cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of an operator: a database people have used, and nothing else."""
    sign_plan(sqlite_cast, typed_plan(("2026-02-01", "20")))
    save(sqlite_cast)
    sqlite_cast.clinic.store.close()
    made = tmp_path / "operator"
    made.mkdir()
    source = str(sqlite_cast.clinic.store.url.database)
    for ending in ("", ".key"):
        shutil.copy(f"{source}{ending}", made / f"taper.sqlite3{ending}")
    monkeypatch.chdir(made)
    for name in [name for name in os.environ if name.startswith(("TAPER_", "STREAMLIT_"))]:
        monkeypatch.delenv(name)
    return made


class Operator:
    """Somebody at a terminal who does what the page says."""

    def __init__(self, server: str) -> None:
        self._server, self._public = server, ""

    def do(self, words: list[str]) -> None:
        program = words[0]
        if program.startswith("TAPER_"):  # a setting for one command
            with pytest.MonkeyPatch.context() as patch:
                patch.setenv(*program.split("=", 1))
                self.do(words[1:])
        elif program == "taper":
            self._taper(words[1:])
        elif program == "cp" and not words[-1].startswith("/etc/"):
            shutil.copy(*words[1:])
        elif program in {"cp", "systemctl"}:
            for name in words[1:]:
                self._has_a_sample(name)
        else:
            assert program == "pip", words  # what it would install, a test has no network for
            files = [after for option, after in pairwise(words) if option == "-r"]
            assert all((ROOT / name).is_file() for name in files)
            assert words[-1] in {
                ".",
                "taper-tracker",
                "taper-tracker[postgres]",
                "taper-tracker[encrypted]",
            }

    def _taper(self, words: list[str]) -> None:
        said = [self._said(word) for word in words]
        told = CliRunner().invoke(main, said, catch_exceptions=False)
        # The clock of tests stands still, years behind nothing: all that is looked at is well.
        assert told.exit_code == 0, (said, told.output)
        found = PUBLIC.search(told.stdout)
        self._public = found[0] if found else self._public

    def _said(self, word: str) -> str:
        word = self._server if word.startswith("postgresql://") else word
        return self._public if word == "age1…" else word

    @staticmethod
    def _has_a_sample(name: str) -> None:
        samples = {each.name for each in (DOCS / "samples").iterdir()}
        if name.startswith("docs/"):
            assert (ROOT / name).is_file(), name
        elif name.startswith("taper"):
            unit = re.sub(r"@\d+$", "@.service", name)
            assert unit in samples, name


@pytest.mark.postgres
def test_every_command_of_the_page_does_what_it_says(
    folder: Path, postgres_server: Server, monkeypatch: pytest.MonkeyPatch
):
    with postgres_server.copy("template1") as url:
        operator = Operator(url)
        for words in lines():
            if words[:2] == ["taper", "move"]:
                monkeypatch.setenv("TAPER_KEY_FILE", str(folder / "taper.sqlite3.key"))
            operator.do(words)
    assert {"restored.sqlite3", "before.age", "backup.key", "renewed.sqlite3"} <= {
        e.name for e in folder.iterdir()
    }


def test_the_page_names_every_setting_and_no_other():
    told = set(
        re.findall(r"^\| `(TAPER_[A-Z_]+)`", (DOCS / "running.md").read_text("utf-8"), re.MULTILINE)
    )
    assert told | {"TAPER_DEMO"} == {f"TAPER_{name.upper()}" for name in Settings.model_fields}


def test_the_samples_name_settings_that_exist():
    known = {f"TAPER_{name.upper()}" for name in Settings.model_fields}
    settings = (DOCS / "samples" / "settings").read_text("utf-8")
    assert set(re.findall(r"^(TAPER_\w+)=", settings, re.MULTILINE)) <= known


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="needs systemd-analyze (systemd)")
def test_systemd_finds_nothing_wrong_with_the_units(tmp_path: Path):
    """Its programs aren't installed here; all else has to be right."""
    for sample in DOCS.glob("samples/taper*"):
        text = re.sub(r"/opt/taper/bin/taper", "/bin/true", sample.read_text("utf-8"))
        (tmp_path / sample.name.replace("@.", "@8501.")).write_text(text)
    units = sorted(map(str, tmp_path.iterdir()))
    told = subprocess.run(
        ["systemd-analyze", "verify", *units], check=False, capture_output=True, text=True
    )
    ours = [line for line in told.stderr.splitlines() if "taper" in line and "User" not in line]
    assert ours == []
