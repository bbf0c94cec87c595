"""Lines of the trail in plain words, for the patient and for a prescriber."""

from datetime import date

from taper.people.audit import Event, Trace
from taper.ui import here
from taper.words import say, say_values

BY_LINK = (Event.LINK_OPENED, Event.LINK_REFUSED)  # by somebody whom nobody can name


def line(trace: Trace, name: str) -> str:
    """Write one line of the trail."""
    detail: dict[str, object] = dict(trace.detail)
    if trace.event is Event.VIEWED:
        detail["page"] = say(f"my_data.page_{detail['page']}")
    if "day" in detail:
        detail["day"] = date.fromisoformat(str(detail["day"]))
    sentence = say_values(f"my_data.event_{trace.event}", detail)
    who = name or say("my_data.nobody")
    if trace.event in BY_LINK:
        who = say("my_data.by_link", name=detail["name"])
    return say("my_data.line", at=here.local(trace.at), name=who, sentence=sentence)
