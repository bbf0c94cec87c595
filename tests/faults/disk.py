"""A disk that forgets what it wasn't told to keep, and one that has no room left.

An SQLite file system (VFS) in front of the real one. It remembers for each file what was
synced, and each write since. When the power is cut, what was synced is there; of what was
not, each sector is there or not by chance, so that writes are lost, torn and out of order.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import apsw

SECTOR = 512
NAME = "taper-disk"


@dataclass
class Image:
    """One file as the disk has it: what was synced, and what came since."""

    synced: bytearray = field(default_factory=bytearray)
    since: list[tuple[int, bytes | None]] = field(default_factory=list)  # None: cut off there

    def sync(self) -> None:
        for at, body in self.since:
            _put(self.synced, at, body)
        self.since.clear()

    def after_a_cut(self, lots: random.Random) -> bytes:
        """Give what is found when the power is back."""
        found = bytearray(self.synced)
        for at, body in self.since:
            if body is None:
                if lots.random() < 0.5:
                    _put(found, at, None)
                continue
            for start in range(0, len(body), SECTOR):
                if lots.random() < 0.5:
                    _put(found, at + start, body[start : start + SECTOR])
        return bytes(found)


def _put(file: bytearray, at: int, body: bytes | None) -> None:
    if body is None:
        del file[at:]
        return
    file.extend(b"\0" * (at + len(body) - len(file)))
    file[at : at + len(body)] = body


class Disk(apsw.VFS):  # type: ignore[misc]
    """Every write and sync of the files opened through it, counted; it can end in two ways."""

    def __init__(self) -> None:
        super().__init__(NAME, "unix")
        self.images: dict[str, Image] = {}
        self.calls = 0
        self.cut_at: int | None = None  # the call at which the power goes
        self.has_no_room: Callable[[], bool] = lambda: False

    def holds(self, folder: Path) -> None:
        """Begin with the files of *folder* as they are, all of them synced."""
        self.images = {str(each): Image(bytearray(each.read_bytes())) for each in folder.iterdir()}
        self.calls, self.cut_at, self.has_no_room = 0, None, lambda: False

    @property
    def is_cut(self) -> bool:
        return self.cut_at is not None and self.calls >= self.cut_at

    def count(self, *, needs_room: bool) -> None:
        """Count a call; the one at which the power goes, and all after it, do nothing."""
        if not self.is_cut:
            self.calls += 1
        if self.is_cut:
            raise apsw.IOError("the power is cut")
        if needs_room and self.has_no_room():
            raise apsw.FullError("no room")

    def leave(self, folder: Path, lots: random.Random) -> None:
        """Put what is found after the cut into *folder*."""
        for path, image in self.images.items():
            if not path.endswith("-shm"):
                (folder / Path(path).name).write_bytes(image.after_a_cut(lots))

    def xOpen(self, name: Any, flags: list[int]) -> "DiskFile":
        return DiskFile(self, name, flags)

    def xDelete(self, name: str, sync_folder: bool) -> None:
        super().xDelete(name, sync_folder)
        self.images.pop(name, None)


class DiskFile(apsw.VFSFile):  # type: ignore[misc]
    """One open file of the disk."""

    def __init__(self, disk: Disk, name: Any, flags: list[int]) -> None:
        super().__init__("unix", name, flags)
        path = name.filename() if hasattr(name, "filename") else name or "unnamed"
        self.disk = disk
        self.image = disk.images.setdefault(path, Image())

    def xWrite(self, body: bytes, at: int) -> None:
        self.disk.count(needs_room=True)
        super().xWrite(body, at)
        self.image.since.append((at, bytes(body)))

    def xTruncate(self, size: int) -> None:
        self.disk.count(needs_room=False)
        super().xTruncate(size)
        self.image.since.append((size, None))

    def xSync(self, flags: int) -> None:
        self.disk.count(needs_room=False)
        super().xSync(flags)
        self.image.sync()


@cache
def the_disk() -> Disk:
    """Give the one disk of this process: SQLite knows it by its name."""
    return Disk()
