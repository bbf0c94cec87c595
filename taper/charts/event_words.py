"""What happened on a day, as one line of words: for a tooltip, a table and a summary."""

from taper.diary.events import Event
from taper.words import say


def event_line(event: Event) -> str:
    """Write what an event was, its number in a series, and what was written about it."""
    number = event.session.number if event.session else None
    told = [say("chart.event_number", number=number)] if number is not None else []
    if event.words:
        told.append(event.words)
    kind = say(f"chart.event_{event.kind}")
    return say("chart.event_line", kind=kind, told=", ".join(told)) if told else kind
