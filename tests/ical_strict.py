"""A strict reader of calendars, line by line as RFC 5545 has it: not the one that writes them."""

import re
from dataclasses import dataclass, field
from datetime import date, datetime

_NAME = r"[A-Za-z0-9-]+"
_PARAMETER = rf';({_NAME})=("[^"\x00-\x08\x0a-\x1f\x7f]*"|[^";:,\x00-\x08\x0a-\x1f\x7f]*)'
_LINE = re.compile(rf"({_NAME})((?:{_PARAMETER})*):([^\x00-\x08\x0a-\x1f\x7f]*)")
_TEXT = re.compile(r"(?:[^\\;,]|\\[\\;,nN])*")  # what must be escaped is
_OFFSET = re.compile(r"[+-](?!0000)\d{4}(?:\d{2})?|\+0000")
_DURATION = re.compile(r"[+-]?P(?:\d+W|(?:\d+D)?(?:T(?:\d+H)?(?:\d+M)?(?:\d+S)?)?)")
WIDEST = 75  # octets of a line, without its end
TEXTS = {"SUMMARY", "DESCRIPTION", "UID", "PRODID", "X-WR-CALNAME", "TZID", "TZNAME"}
# What a part must have exactly once; and what it may have once.
ONCE = {
    "VCALENDAR": {"PRODID", "VERSION"},
    "VEVENT": {"UID", "DTSTAMP", "DTSTART"},
    "VALARM": {"ACTION", "TRIGGER", "DESCRIPTION"},
    "VTIMEZONE": {"TZID"},
    "STANDARD": {"DTSTART", "TZOFFSETFROM", "TZOFFSETTO"},
    "DAYLIGHT": {"DTSTART", "TZOFFSETFROM", "TZOFFSETTO"},
}
AT_MOST_ONCE = {
    "METHOD", "CALSCALE", "SEQUENCE", "STATUS", "SUMMARY", "CLASS", "TRANSP", "RRULE", "DTEND",
    "DURATION", "LOCATION", "DESCRIPTION", "RECURRENCE-ID",
}  # fmt: skip
INSIDE = {
    "VCALENDAR": {"VEVENT", "VTIMEZONE"},
    "VEVENT": {"VALARM"},
    "VTIMEZONE": {"STANDARD", "DAYLIGHT"},
}


@dataclass
class Line:
    """One property: its parameters and its value, as written."""

    name: str
    parameters: dict[str, str]
    value: str


@dataclass
class Part:
    """One component with its lines and what lies in it."""

    name: str
    lines: list[Line] = field(default_factory=list)
    parts: list["Part"] = field(default_factory=list)

    def all(self, name: str) -> list[Line]:
        return [line for line in self.lines if line.name == name]

    def one(self, name: str) -> Line:
        (line,) = self.all(name)
        return line

    def of(self, name: str) -> list["Part"]:
        return [part for part in self.parts if part.name == name]


def strictly(body: bytes) -> Part:
    """Read a calendar; AssertionError for whatever the standard does not allow."""
    text = body.decode("utf-8")
    assert text.endswith("\r\n"), "the last line has no end"
    assert not re.search(r"(?<!\r)\n|\r(?!\n)", text), "a line ends otherwise than by CRLF"
    assert max(len(line) for line in body.split(b"\r\n")) <= WIDEST
    whole = _parts([_line(each) for each in re.sub(r"\r\n[ \t]", "", text)[:-2].split("\r\n")])
    assert whole.name == "VCALENDAR"
    _check(whole)
    _check_zones(whole)
    names = [each.one("UID").value for each in whole.of("VEVENT")]
    assert len(set(names)) == len(names), "two entries have one name"
    assert names, "a calendar without an entry is none"
    return whole


def _line(written: str) -> Line:
    found = _LINE.fullmatch(written)
    assert found, written
    parameters = re.findall(_PARAMETER, found[2])
    assert len({name.upper() for name, _ in parameters}) == len(parameters), written
    value = found[found.re.groups]
    line = Line(
        found[1].upper(), {name.upper(): said.strip('"') for name, said in parameters}, value
    )
    if line.name in TEXTS:
        assert _TEXT.fullmatch(value), written
    return line


def _parts(lines: list[Line]) -> Part:
    opened: list[Part] = []
    for place, line in enumerate(lines):
        if line.name == "BEGIN":
            part = Part(line.value)
            if opened:
                assert part.name in INSIDE[opened[-1].name], part.name
                opened[-1].parts.append(part)
            else:
                assert place == 0
            opened.append(part)
        elif line.name == "END":
            closed = opened.pop()
            assert closed.name == line.value
            if not opened:
                assert place == len(lines) - 1, "something follows the calendar"
                return closed
        else:
            assert not opened[-1].parts, "a property follows a part"
            opened[-1].lines.append(line)
    raise AssertionError("it does not end")


def _check(part: Part) -> None:
    for name in ONCE[part.name]:
        assert len(part.all(name)) == 1, (part.name, name)
    for name in AT_MOST_ONCE:
        assert len(part.all(name)) <= 1, (part.name, name)
    if part.name == "VCALENDAR":
        assert part.one("VERSION").value == "2.0"
    if part.name == "VALARM":
        assert part.one("ACTION").value == "DISPLAY"
        assert _DURATION.fullmatch(part.one("TRIGGER").value)
    if part.name in {"STANDARD", "DAYLIGHT"}:
        assert all(_OFFSET.fullmatch(part.one(f"TZOFFSET{way}").value) for way in ("FROM", "TO"))
        moment(part.one("DTSTART"))
    if part.name == "VTIMEZONE":
        assert part.parts, "a zone without rules"
    if part.name == "VEVENT":
        _check_entry(part)
    for each in part.parts:
        _check(each)


def _check_entry(entry: Part) -> None:
    assert entry.one("DTSTAMP").value.endswith("Z")
    moment(entry.one("DTSTAMP"))
    start = moment(entry.one("DTSTART"))
    assert all(line.value in {"CONFIRMED", "CANCELLED"} for line in entry.all("STATUS"))
    assert all(re.fullmatch(r"\d+", line.value) for line in entry.all("SEQUENCE"))
    for line in entry.all("EXDATE"):
        left_out = [moment(Line("EXDATE", line.parameters, one)) for one in line.value.split(",")]
        assert {type(each) for each in left_out} == {type(start)}
        assert line.parameters.get("TZID") == entry.one("DTSTART").parameters.get("TZID")
    for line in entry.all("RRULE"):
        rule = dict(part.split("=") for part in line.value.split(";"))
        assert rule.pop("FREQ") == "DAILY"
        assert not rule.keys() - {"UNTIL", "INTERVAL", "COUNT"}
        if "UNTIL" in rule:  # of a start in a zone: in UTC
            assert re.fullmatch(r"\d{8}T\d{6}Z", rule["UNTIL"])
            assert isinstance(start, datetime)


def moment(line: Line) -> date | datetime:
    """Read a day, or a time; *datetime* where it has a time, without its zone."""
    if line.parameters.get("VALUE") == "DATE":
        assert re.fullmatch(r"\d{8}", line.value), line
        return datetime.strptime(line.value, "%Y%m%d").date()  # noqa: DTZ007 - a day has no zone
    assert re.fullmatch(r"\d{8}T\d{6}Z?", line.value), line
    assert not (line.value.endswith("Z") and "TZID" in line.parameters), line
    return datetime.strptime(line.value.rstrip("Z"), "%Y%m%dT%H%M%S")  # noqa: DTZ007


def _check_zones(whole: Part) -> None:
    known = {zone.one("TZID").value for zone in whole.of("VTIMEZONE")}
    named = {line.parameters.get("TZID") for entry in whole.of("VEVENT") for line in entry.lines}
    assert named - {None} == known, "a zone without its rules, or rules of no use"
