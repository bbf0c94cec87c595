"""Settings come from TAPER_* variables; what is risky is off until somebody asks for it."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from taper.settings import Settings


@pytest.fixture(autouse=True)
def no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    for name in os.environ:
        if name.startswith("TAPER_"):
            monkeypatch.delenv(name)


def test_what_holds_where_nothing_is_set():
    settings = Settings()
    assert settings.database == "sqlite:///taper.sqlite3"
    assert settings.key_file is None
    assert not settings.demo
    assert not settings.behind_tls
    assert settings.prescriber_idle_minutes == 30
    assert settings.patient_idle_minutes == 12 * 60
    assert settings.longest_session_hours == 24


def test_a_variable_sets_the_field_it_names(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("TAPER_DATABASE", "postgresql://db/taper")
    monkeypatch.setenv("TAPER_KEY_FILE", "/run/key")
    monkeypatch.setenv("TAPER_ALLOWED_HOSTS", '["diary.example"]')
    monkeypatch.setenv("TAPER_STEP_EXPANDER", "off")
    settings = Settings()
    assert settings.database == "postgresql://db/taper"
    assert settings.key_file == Path("/run/key")
    assert settings.allowed_hosts == ["diary.example"]
    assert settings.step_expander == "off"


@pytest.mark.parametrize(
    ("url", "tls"), [("https://diary.example", True), ("http://diary.example", False)]
)
def test_cookies_are_secure_where_people_come_by_https(url: str, tls: bool):
    assert Settings(public_url=url).behind_tls is tls


@pytest.mark.parametrize(
    ("name", "value"), [("TAPER_STEP_EXPANDER", "maybe"), ("TAPER_DEMO", "perhaps")]
)
def test_a_value_that_means_nothing_is_refused(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
):
    monkeypatch.setenv(name, value)
    with pytest.raises(ValidationError):
        Settings()
