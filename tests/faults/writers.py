"""Eight people saving at once, in a process of its own that somebody is going to kill.

Each save that was acknowledged is one line on the standard output: patient, day, revision,
mood. As a control, with "early", the line is written before the save instead of after it.
"""

import os
import sys
import threading
from datetime import timedelta

from taper import clock
from taper.actions.clinic import Clinic, open_clinic
from taper.actions.diary import Said, day_on_file, save_check_in
from taper.actions.sessions import actor_by_token
from taper.settings import Settings

DAYS, ROUNDS = 14, 200


def write(clinic: Clinic, token: str, *, early: bool) -> None:
    """Save one day after another, and each of them again and again."""
    actor = actor_by_token(clinic, token)
    assert actor is not None
    assert actor.patient is not None
    today = clock.now().date()
    for turn in range(ROUNDS):
        for back in range(DAYS):
            day, mood = today - timedelta(days=back), (turn + back) % 11
            before = day_on_file(clinic, actor, actor.patient, day).revision
            line = f"{actor.patient} {day} {before + 1} {mood}\n".encode()
            if early:
                os.write(1, line)
            said = Said(mood=mood, note=f"Turn {turn}, after {before}")
            save_check_in(clinic, actor, actor.patient, day, said, expected_revision=before)
            if not early:
                os.write(1, line)


def main() -> None:
    database, how, *tokens = sys.argv[1:]
    clinic = open_clinic(Settings(database=database))
    threads = [
        threading.Thread(target=write, args=(clinic, token), kwargs={"early": how == "early"})
        for token in tokens
    ]
    for thread in threads:
        thread.start()


if __name__ == "__main__":
    main()
