"""A real nginx on a free port, made from the sample in docs/ with nothing but ports exchanged."""

import re
import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.conftest import missing
from tests.web_client import ROOT, free_port

SAMPLE = ROOT / "docs" / "samples" / "nginx.conf"


def program() -> str:
    """Give the installed nginx; skip, by name, where there is none."""
    found = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
    if found is None:
        missing("nginx (Debian: nginx-light)")
    assert found is not None
    return found


def configuration(folder: Path, port: int, ports: Sequence[int]) -> str:
    """Give the sample for loopback and without TLS: the certificate is not ours to make."""
    sample = SAMPLE.read_text("utf-8").split("# Plain HTTP")[0]
    sample = sample.replace("listen 443 ssl;", f"listen 127.0.0.1:{port};")
    sample = re.sub(r"^ *ssl_.*\n", "", sample, flags=re.MULTILINE)
    for told, ours in zip(("8501", "8502"), ports, strict=True):
        sample = sample.replace(f"127.0.0.1:{told}", f"127.0.0.1:{ours}")
    paths = "\n".join(
        f"{kind}_temp_path {folder}/{kind};"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    return (
        f"daemon off; pid {folder}/pid; error_log {folder}/errors.txt; worker_processes 1;\n"
        f"events {{}}\nhttp {{ access_log off; {paths}\n{sample}\n}}\n"
    )


@contextmanager
def in_front_of(folder: Path, *ports: int, port: int = 0) -> Iterator[str]:
    """Start nginx in front of two processes; give the address that people type."""
    nginx, port = program(), port or free_port()
    file = folder / "nginx.conf"
    file.write_text(configuration(folder, port, ports), "utf-8")
    process = subprocess.Popen([nginx, "-p", str(folder), "-c", str(file)])
    try:
        time.sleep(0.5)
        assert process.poll() is None, (folder / "errors.txt").read_text()
        yield f"http://localhost:{port}"
    finally:
        process.terminate()
        process.wait(20)
