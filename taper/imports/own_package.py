"""The package as this program wrote it, opened no further than a file may be large."""

import io
import zipfile
import zlib
from typing import NamedTuple

from taper.errors import TaperError
from taper.imports.own_events import NAME as EVENTS
from taper.imports.own_intake import NAME as INTAKE
from taper.imports.table import LARGEST_BYTES

TIMELINE, SYMPTOMS = "timeline.csv", "symptoms.csv"
MOST_FILES = 100  # in a package
# What reading a package raises where it is cut, changed, locked or packed in another way.
_ODD = (KeyError, EOFError, OSError, RuntimeError, ValueError, zipfile.BadZipFile, zlib.error)


class OwnFiles(NamedTuple):
    """What is read of a package; None: that file isn't in it."""

    timeline: bytes
    intake: bytes | None = None
    events: bytes | None = None
    symptoms: bytes | None = None


def files_of(data: bytes) -> OwnFiles:
    """Give the files of a package; anything that is no package is a timeline as it is.

    TaperError("bring_in.package_odd") for a package that can't be opened or has no timeline.
    """
    if not data.startswith(b"PK"):
        return OwnFiles(data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = package.namelist()
            if len(names) > MOST_FILES:
                raise TaperError("bring_in.package_odd")
            wanted = (INTAKE, EVENTS, SYMPTOMS)
            more = (_read(package, name) if name in names else None for name in wanted)
            return OwnFiles(_read(package, TIMELINE), *more)
    except _ODD as error:
        raise TaperError("bring_in.package_odd") from error


def _read(package: zipfile.ZipFile, name: str) -> bytes:
    with package.open(name) as file:
        return file.read(LARGEST_BYTES + 1)  # one byte more than is allowed says that it is more
