"""What lies beside a day, in a line of words: for a heading, a tooltip, a table and a summary."""

from taper.diary.events import Event
from taper.record.beside import InstrumentShown, Sheet
from taper.words import say


def sheet_heading(shown: InstrumentShown) -> str:
    """Name a questionnaire with its scale, and say where it was not filled in here."""
    if shown.elsewhere:
        return say("chart.score", title=shown.title, lowest=shown.lowest, highest=shown.maximum)
    return say("chart.sheet", title=shown.title, most=shown.maximum)


def sheet_points(sheet: Sheet) -> str:
    """Write the points of one sheet, as they were typed where it was filled in elsewhere."""
    if sheet.total is None:
        return say("chart.sheet_no_total")
    if sheet.elsewhere:
        return say(
            "chart.score_points", points=sheet.total, lowest=sheet.lowest, highest=sheet.maximum
        )
    return say("chart.sheet_points", points=sheet.total, most=sheet.maximum)


def event_line(event: Event) -> str:
    """Write what an event was, its number in a series, and what was written about it."""
    number = event.session.number if event.session else None
    told = [say("chart.event_number", number=number)] if number is not None else []
    if event.words:
        told.append(event.words)
    kind = say(f"chart.event_{event.kind}")
    return say("chart.event_line", kind=kind, told=", ".join(told)) if told else kind
