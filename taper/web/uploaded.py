"""A form with a file in it: read within limits, and kept in memory alone."""

import sys
from collections.abc import AsyncGenerator

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from taper.errors import TaperError
from taper.settings import Settings
from taper.web.forms import LONGEST_FORM, check_from_here

FIELD = "file"
# Read on and dropped, so that the browser comes to read the sentence: it reads no answer while
# it still sends.
MOST_DROPPED = 200_000_000
_KIND = "multipart/form-data"


class _InMemory(MultiPartParser):
    """Reads a form; what somebody sends never lies on the disk, not even for a moment."""

    spool_max_size = sys.maxsize


class _Limited:
    """What comes in, up to so many bytes; the rest is dropped."""

    def __init__(self, request: Request, most_bytes: int) -> None:
        self._request = request
        self._most_bytes = most_bytes
        self.read_bytes = 0

    @property
    def is_over(self) -> bool:
        """Say whether more came than there may be."""
        return self.read_bytes > self._most_bytes

    async def chunks(self) -> AsyncGenerator[bytes, None]:
        """Give what comes, in order; 413 where it comes without end."""
        async for chunk in self._request.stream():
            self.read_bytes += len(chunk)
            if self.read_bytes > MOST_DROPPED:
                raise HTTPException(413)
            if not self.is_over:
                yield chunk


async def read_file(
    request: Request, settings: Settings, *, most_bytes: int, too_large: TaperError
) -> bytes:
    """Give the file of a form of ours; nothing where none was chosen.

    *too_large* is raised for one of more than *most_bytes*; 400 for what is no such form.
    """
    check_from_here(request, settings)
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _KIND:
        raise HTTPException(400)
    limited = _Limited(request, most_bytes + LONGEST_FORM)
    parser = _InMemory(
        request.headers, limited.chunks(), max_files=1, max_fields=1, max_part_size=LONGEST_FORM
    )
    try:
        form = await parser.parse()
    except MultiPartException as error:
        if limited.is_over:
            raise too_large from error
        raise HTTPException(400) from error
    try:
        found = form.get(FIELD)
        if limited.is_over or (isinstance(found, UploadFile) and (found.size or 0) > most_bytes):
            raise too_large
        return await found.read() if isinstance(found, UploadFile) else b""
    finally:
        await form.close()
