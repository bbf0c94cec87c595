"""`taper check`: what an operator should mend is named; nothing is changed by looking."""

from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from click.testing import CliRunner
from pydantic import SecretStr

from taper import clock
from taper.actions import checks
from taper.cli import main
from taper.settings import Settings
from tests.conftest import Cast


@pytest.fixture(autouse=True)
def nothing_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look at the installation of the test, not at variables of whoever runs it."""
    import os

    for name in [each for each in os.environ if each.startswith("STREAMLIT_")]:
        monkeypatch.delenv(name)


def to_mend(settings: Settings) -> str:
    return "\n".join(each.sentence for each in checks.check(settings) if not each.holds)


def settings_of(cast: Cast, **changed: object) -> Settings:
    return cast.clinic.settings.model_copy(update=changed)


def test_a_sound_installation_has_nothing_to_mend(cast: Cast):
    assert to_mend(settings_of(cast)) == ""


def test_looking_makes_nothing(tmp_path: Path):
    file = tmp_path / "none.sqlite3"
    assert to_mend(Settings(database=f"sqlite:///{file}")) == ""
    assert list(tmp_path.iterdir()) == []


def test_an_address_without_tls_and_a_name_that_is_turned_away_are_named(cast: Cast):
    found = to_mend(settings_of(cast, public_url="http://diary.example"))
    assert "has no TLS" in found
    assert "diary.example is not in TAPER_ALLOWED_HOSTS" in found
    assert "TLS" not in to_mend(
        settings_of(cast, public_url="https://diary.example", allowed_hosts=["diary.example"])
    )


def test_a_variable_above_the_hardened_settings_is_named(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("STREAMLIT_SERVER_ADDRESS", "0.0.0.0")
    assert "STREAMLIT_SERVER_ADDRESS is set" in to_mend(settings_of(cast))


SIGN_ON = {
    "oidc_issuer": "https://id.example",
    "oidc_client_id": "taper",
    "oidc_client_secret": SecretStr("a secret of the two"),
}


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({}, "No single sign-on is set."),
        (SIGN_ON, "Single sign-on by https://id.example. A code is asked for after it"),
        ({**SIGN_ON, "oidc_second_factor": "counts"}, "by https://id.example. No code is asked"),
    ],
)
def test_how_people_sign_in_by_a_provider_is_said(
    sqlite_cast: Cast, changed: dict[str, object], sentence: str
):
    found = checks.check(settings_of(sqlite_cast, **changed))
    assert [sentence in each.sentence for each in found].count(True) == 1
    assert all(each.holds for each in found)
    assert "a secret of the two" not in str(found)


def test_a_provider_that_is_half_set_or_in_the_open_is_named(sqlite_cast: Cast, tmp_path: Path):
    half = settings_of(sqlite_cast, oidc_issuer="https://id.example")
    assert "Single sign-on needs three settings" in to_mend(half)
    in_the_open = {**SIGN_ON, "oidc_issuer": "http://id.example"}
    assert "has to begin with https" in to_mend(settings_of(sqlite_cast, **in_the_open))
    file = tmp_path / "secret"
    file.write_text("a secret of the two")
    file.chmod(0o644)
    lent = {**SIGN_ON, "oidc_client_secret": None, "oidc_client_secret_file": file}
    assert "Others can read" in to_mend(settings_of(sqlite_cast, **lent))
    file.chmod(0o600)
    assert to_mend(settings_of(sqlite_cast, **lent)) == ""


def test_a_clock_behind_the_trail_is_named(cast: Cast):
    with time_machine.travel(clock.now() - timedelta(hours=2), tick=False):
        assert "before the last line of the trail" in to_mend(settings_of(cast))


def test_a_key_open_to_others_missing_or_of_another_database_is_named(sqlite_cast: Cast):
    key = sqlite_cast.clinic.key_path
    key.chmod(0o644)
    assert "can read the key file" in to_mend(settings_of(sqlite_cast))
    key.chmod(0o600)
    kept = key.read_text()
    key.write_text("0" * 64)
    assert "belongs to another database" in to_mend(settings_of(sqlite_cast))
    key.unlink()
    assert "is missing" in to_mend(settings_of(sqlite_cast))
    assert not key.exists()
    key.write_text(kept)


def test_a_guard_taken_away_and_a_newer_schema_are_named(sqlite_cast: Cast):
    with sqlite_cast.clinic.store.engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER audit_event_no_delete")
    assert "Guards that refuse changes are missing" in to_mend(settings_of(sqlite_cast))
    with sqlite_cast.clinic.store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    assert "newer version of the program" in to_mend(settings_of(sqlite_cast))


def test_a_full_disk_is_named(sqlite_cast: Cast, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(checks, "LEAST_FREE_BYTES", 2**80)
    assert "nothing can be saved" in to_mend(settings_of(sqlite_cast))


def test_the_command_says_it_line_by_line(sqlite_cast: Cast):
    database = sqlite_cast.clinic.store.url.render_as_string()
    found = CliRunner().invoke(main, ["check", "--database", database])
    assert found.exit_code == 0
    assert "Nothing to mend." in found.stdout
