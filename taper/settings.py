"""Settings of an installation: `TAPER_*` variables, which the command's flags set."""

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

DATABASE = "taper.sqlite3"


class Settings(BaseSettings):
    """Each field is the variable TAPER_<FIELD>; docs/running.md lists them."""

    model_config = SettingsConfigDict(env_prefix="TAPER_", extra="ignore")

    database: str = f"sqlite:///{DATABASE}"
    key_file: Path | None = None  # None: beside the SQLite file; PostgreSQL must name one
    database_key: SecretStr | None = None  # 64 hex digits: encrypts the SQLite file
    database_key_file: Path | None = None  # the file that holds them instead
    crisis_file: Path | None = None  # a clinic's own crisis numbers, as facts/crisis.toml
    public_url: str = "http://localhost:8501"  # how people reach it; https makes cookies Secure
    allowed_hosts: list[str] = Field(default_factory=lambda: ["localhost", "127.0.0.1", "[::1]"])
    demo: bool = False  # set by `taper demo` alone; refused on a database that isn't a demo's
    leave_to: str = "https://www.wikipedia.org/"  # where "leave quickly" goes; nothing goes along
    backup_recipient: str = ""  # the public half of a backup key, "age1…"
    step_expander: Literal["on", "off"] = "on"
    oidc_issuer: str = ""  # single sign-on is off until this, the id and the secret are set
    oidc_client_id: str = ""
    oidc_client_secret: SecretStr | None = None
    oidc_client_secret_file: Path | None = None  # mode 0600
    oidc_name: str = ""  # what people call it: "the hospital's sign-in"
    oidc_second_factor: Literal["asked", "counts"] = "asked"  # beside single sign-on
    second_factor: Literal["required", "offered"] = "required"  # of prescribers, administrators
    prescriber_idle_minutes: int = 30
    patient_idle_minutes: int = 12 * 60
    own_phone_idle_days: int = 14  # where a patient says that nobody else uses the device
    own_phone_days: int = 30
    longest_session_hours: int = 24
    keep_years: int = 0  # how long a record that rests is kept; 0: `taper person due` names nobody

    @property
    def behind_tls(self) -> bool:
        """Whether cookies must be Secure."""
        return self.public_url.startswith("https://")
