"""Days of a file in the one form that its mapping states."""

import re
from datetime import date

from taper.errors import TaperError
from taper.imports.refused import quoted

_PARTS = {
    "YYYY": r"(?P<year>[0-9]{4})",
    "MM": r"(?P<month>[0-9]{2})",
    "DD": r"(?P<day>[0-9]{2})",
    "M": r"(?P<month>[0-9]{1,2})",
    "D": r"(?P<day>[0-9]{1,2})",
}
_FORM = re.compile(r"(YYYY|MM?|DD?)([-/. ]?)(YYYY|MM?|DD?)\2(YYYY|MM?|DD?)")


def day_pattern(form: str) -> re.Pattern[str]:
    """Give the pattern of a form as DD.MM.YYYY; TaperError for anything that isn't one."""
    found = _FORM.fullmatch(form)
    if found is None:
        raise TaperError("import.date_form", form=quoted(form))
    first, between, second, third = found.groups()
    kinds = {part[0] for part in (first, second, third)}
    if kinds != {"Y", "M", "D"} or (not between and {"M", "D"} & {first, second, third}):
        raise TaperError("import.date_form", form=quoted(form))
    return re.compile(re.escape(between).join(_PARTS[part] for part in (first, second, third)))


def read_day(cell: str, form: str) -> date:
    """Read a day that must be written in *form*."""
    found = day_pattern(form).fullmatch(cell.strip())
    if found is None:
        raise TaperError("import.date_differs", cell=quoted(cell), form=form)
    try:
        return date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError as error:
        raise TaperError("import.no_such_day", cell=quoted(cell)) from error
