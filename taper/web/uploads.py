"""How many files one person may hand in: each takes memory for a while."""

import time
from collections import defaultdict, deque
from collections.abc import Callable

from starlette.types import Scope

from taper.ids import PersonId

PLACE = "/_stcore/upload_file/"  # Streamlit keeps each until its page is closed
TAKEOUTS = "/clinic/restore"
AN_HOUR = 3600.0
MOST_AN_HOUR = 20  # of 2 MB each, as .streamlit/config.toml takes them; a takeout has 20 MB


class Uploads:
    """Counts the files of each person in this process, over the last hour."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Count by *clock*, which gives seconds."""
        self._clock = clock
        self._begun: defaultdict[PersonId, deque[float]] = defaultdict(deque)

    def allow(self, person: PersonId, scope: Scope) -> bool:
        """Say whether *person* may go on; what is no file is let through and not counted."""
        is_file = scope["path"].startswith(PLACE) or scope["path"] == TAKEOUTS
        if scope["method"] not in {"PUT", "POST"} or not is_file:
            return True
        now = self._clock()
        self._forget(now)
        begun = self._begun[person]
        if len(begun) >= MOST_AN_HOUR:
            return False
        begun.append(now)
        return True

    def _forget(self, now: float) -> None:
        for person in [*self._begun]:
            begun = self._begun[person]
            while begun and now - begun[0] >= AN_HOUR:
                begun.popleft()
            if not begun:
                del self._begun[person]
