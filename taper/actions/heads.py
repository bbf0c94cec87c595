"""The end of every trail, noted once a day outside the database.

A chain that was cut, or made anew with a stolen key, or a whole database put back to an earlier
day, hangs together by itself. What was noted elsewhere is then missing from it.
"""

import hashlib
import hmac
import os
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path

from taper import clock
from taper.actions.clinic import Clinic
from taper.ids import PatientId
from taper.people.audit import FIRST_LINK
from taper.storage import trail
from taper.words import say

_DAY, _MARK = "day", "mark"


def file_of(clinic: Clinic) -> Path:
    """Give the file of the notes: beside the key, which lies outside the database too."""
    return clinic.key_path.with_name(clinic.key_path.name + ".heads")


def note_daily(clinic: Clinic) -> bool:
    """Note the end of every trail where that was not done today; whether it was done now."""
    file, today = file_of(clinic), clock.now().date()
    if clinic.settings.demo or _noted_on(file) == today:
        return False
    note(clinic)
    return True


def note(clinic: Clinic) -> None:
    """Note the end of every trail as it is now."""
    file, today = file_of(clinic), clock.now().date()
    with clinic.store.reading() as session:
        heads = trail.heads(session)
    lines = [f"{_DAY} {today.isoformat()}"]
    lines += [f"{patient} {head.hex()}" for patient, head in sorted(heads.items())]
    body = "\n".join(lines) + "\n"
    _put(file, f"{body}{_MARK} {_mark_of(clinic, body)}\n")


def findings(clinic: Clinic) -> list[str]:
    """Compare the newest note with the trails, and say what does not hold."""
    file = file_of(clinic)
    if not file.exists():
        return []
    body, _, mark = file.read_text("ascii", errors="replace").rpartition(f"{_MARK} ")
    if not hmac.compare_digest(mark.strip().encode(), _mark_of(clinic, body).encode()):
        return [say("keeping.heads_changed", file=file)]
    noted = dict(line.split(" ") for line in body.splitlines())
    day = date.fromisoformat(noted.pop(_DAY))
    with clinic.store.reading() as session:
        return [
            say("keeping.head_lost", patient=patient, day=day)
            for patient, head in noted.items()
            if bytes.fromhex(head) != FIRST_LINK
            and not trail.has_link(session, PatientId(int(patient)), bytes.fromhex(head))
        ]


def _noted_on(file: Path) -> date | None:
    if not file.exists():
        return None
    return datetime.fromtimestamp(file.stat().st_mtime, UTC).date()


def _mark_of(clinic: Clinic, body: str) -> str:
    """Give what nobody without the key can write under a note."""
    return hmac.new(clinic.trail_key, body.encode(), hashlib.sha256).hexdigest()


def _put(file: Path, text: str) -> None:
    """Replace the note whole: half a note would look like a forged one."""
    descriptor, unfinished = tempfile.mkstemp(dir=file.parent, prefix=".taper-")
    with os.fdopen(descriptor, "w") as opened:
        opened.write(text)
        opened.flush()
        os.fsync(opened.fileno())
    Path(unfinished).replace(file)
    at = clock.now().timestamp()
    os.utime(file, (at, at))
