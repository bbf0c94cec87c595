"""500 texts that break careless programs, always the same: what people paste, and what attacks."""

from collections.abc import Iterator
from itertools import product

from tests.conftest import count

MANY = 500
# Half of a character: no text, in no encoding, so no file can hold one.
HALVES = ("\ud800", "a\udc00b", "=1+1\udfff", "\ud83d", "\udc00\ud800")

_SIGNS = "=+-@\uff1d\uff0b\uff0d\uff20"
_BEFORE = ("", "\t", "\r", "\n", " ", "\u00a0", "'", "''", '"', "\ufeff", "\0", "\u200b")
_FORMULAS = (
    "1+1",
    "SUM(A1:A9)",
    'HYPERLINK("https://example.org","x")',
    "cmd|' /C calc'!A0",
    'IMPORTXML("https://example.org","//a")',
)
_BETWEEN = (",", ";", '"', "'", "\n", "\r", "\r\n", "\t", "|", '""')
_CONTROLS = [chr(each) for each in (*range(1, 32), *range(127, 160))]
_UNSEEN = (
    "\u200b\u200c\u200d\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2060\u2064"
    "\u2066\u2067\u2068\u2069\u061c\u00ad\u180e\ufeff\ufff9\ufffb\ufffc\ufffd\u034f\u115f"
)
_NO_CHARACTERS = "\ufffe\uffff\ufdd0\U0001fffe\U0010ffff\ue000\U000f0000\u0378"
_COMBINING = (
    "e\u0301 and \u00e9",
    "\u0301 first",
    "a" + "\u0300\u0315\u0323\u0489" * 20,
    "\u1112\u1161\u11ab",
    "\u0915\u094d\u0937\u093f",
    "\u0e01\u0e33",
    "\ufb01 \u01c6 \u017f \u0130 \u0131",
    "Stra\u00dfe STRASSE",
)
_EMOJI = (
    "\U0001f642",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466",
    "\U0001f44d\U0001f3fd",
    "\U0001f1f3\U0001f1f1\U0001f1e9",
    "1\ufe0f\u20e3 #\ufe0f\u20e3",
    "\u2764\ufe0f\u200d\U0001f525",
    "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
    "\u200d\U0001f642\u200d",
    "\ufe0f",
    "\u2603\ufe0e",
)
_SCRIPTS = (
    "\u05e9\u05dc\u05d5\u05dd (17.5 mg) \u05e2\u05d5\u05dc\u05dd",
    "\u0645\u0631\u062d\u0628\u0627 10,5",
    "\u4f60\u597d\u4e16\u754c",
    "\u041f\u0440\u0438\u0432\u0435\u0442",
    "\u0395\u03bb\u03bb\u03b7\u03bd\u03b9\u03ba\u03ac",
    "\u3053\u3093\u306b\u3061\u306f",
    "\u0661\u0662\u0663",
    "\U00012000 \U0001d54f",
    "\u00bd \u2153 \u00b2 \u00b5g \u2264 5 \u00d7 3 \u2212 1",
)
_MARKUP = (
    "<b>bold</b>",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg/onload=alert(1)>',
    "</text></svg>",
    "<a href='javascript:1'>x</a>",
    "<!-- x -->",
    "<![CDATA[ x ]]>",
    "]]>",
    "</div><p>",
    '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>&e;',
    "<?xml version='1.0'?>",
    "&amp; &lt; &bogus; &#0; &#x202e;",
    "**bold** _it_ `code` ~~no~~",
    "![x](https://example.org/x.png)",
    "[x](javascript:alert(1))",
    "# heading\n- list\n1. one",
    "| a | b |\n|---|---|",
    ":red[x] :material/home: $x^2$",
    "\\documentclass{x}\\input{/etc/passwd}",
    "\\begin{x} \\\\ $\\frac{1}{2}$ %",
    "#set text(red)",
    '#read("/etc/passwd")',
    "#panic() #include <x> @y",
    "= Heading",
    "- item\n+ item\n/ term: x",
    "// no comment /* nor this */",
    "datum['x'] signal event.x",
)
_CALENDAR = (
    "BEGIN:VEVENT",
    "a\r\nEND:VEVENT\r\nBEGIN:VEVENT",
    "a\\, b\\; c\\n d\\\\",
    "\\",
    "DTSTART;VALUE=DATE:20260302",
    'X;CN="a":b',
    "a\r\n b",
    "a\n\tb",
)
_VALUES = (
    "NA", "N/A", "#N/A", "null", "NULL", "None", "nan", "NaN", "inf", "-inf", "1e5", "1E+05",
    "0x10", "0b1", "1_000", "007", "1,5", "1.5", "1.000,50", "-", "--", "+", "0", "-0", "TRUE",
    "no", "yes", "2026-03-02", "02/03/2026", "3-Mar", "MAR1", "29.02.2027", "12:30", "1/2",
    "9007199254740993", "#REF!", "#DIV/0!", "undefined", "[object Object]", "''", '""', "()",
)  # fmt: skip
_PATHS = (
    "../../etc/passwd",
    "..\\..\\windows\\win.ini",
    "/dev/null",
    "C:\\CON\\nul.txt",
    "file:///etc/passwd",
    "\\\\server\\share",
    "%2e%2e%2f%00",
    "a\r\nSet-Cookie: x=1",
    "a\r\n\r\n<html>",
    "%0d%0aLocation: https://example.org",
    'x"; filename="y.exe',
    "https://example.org/?a=1&b=2#c",
    "; rm -rf ~",
    "$(id) `id` | id && id",
    "' OR 1=1 --",
    "Robert'); DROP TABLE check_in;--",
    "a%' ESCAPE '\\",
)
_JSON = (
    '"}]}',
    '{"resourceType":"Bundle"}',
    '\\"',
    "\\u0000",
    "\\ud800",
    '","value":1,"x":"',
    "[1,2,{}]",
    "{'a': 1}",
    "//@ sourceMappingURL=x",
    "__proto__",
    "urn:uuid:00000000-0000-0000-0000-000000000000",
    "Observation/1|2",
)
_TEMPLATES = (
    "{name}", "{0}", "{}", "{", "}", "{{", "}}", "{{7*7}}", "{{ x }}", "{% x %}", "{name!r:>99}",
    "{name.__class__}", "%s", "%d", "%(name)s", "%", "%%", "100 %n", "${x}", "$x", "#{x}",
    "<%= 7*7 %>", "@1 @2", "{words}", "{n, plural, one {#}}", "\\1 \\g<0>",
)  # fmt: skip
_SPACES = (" a", "a ", "\u3000a\u3000", "\ta\t", "\na\n", "a  b   c", "\u00a0a\u2007b\u202f", " ' ")


def _long() -> Iterator[str]:
    for length in (74, 75, 76, 77, 255, 256, 1_000, 3_990):
        yield "x" * length
    yield from ("\u00e9" * 800, "\U0001f642" * 400, "\u4f60" * 800, "a\n" * 200, "=" * 300)
    # A line of a calendar may not be cut inside a character: one stands at each place of the cut.
    for before in range(58, 70):
        yield "a" * before + "\u00e9\U0001f642"


def _all() -> Iterator[str]:
    formulas = product(_SIGNS, _BEFORE)
    for number, (sign, before) in enumerate(formulas):
        yield before + sign + _FORMULAS[number % len(_FORMULAS)]
    yield from (f"a{one}{other}b" for one, other in product(_BETWEEN, _BETWEEN))
    yield from (f"a{one}b" for one in (*_CONTROLS, *_UNSEEN, *_NO_CHARACTERS, "\0"))
    yield from (*_COMBINING, *_EMOJI, *_SCRIPTS, *_MARKUP, *_CALENDAR, *_VALUES, *_PATHS)
    yield from (*_JSON, *_TEMPLATES, *_SPACES)
    yield from _long()


def _many() -> Iterator[str]:
    """Give each text once; then pairs of them until there are enough."""
    each_once = [*dict.fromkeys(_all())]
    yield from each_once[:MANY]
    short = [each for each in each_once if len(each) < 40]
    for number in range(MANY - len(each_once)):
        yield short[number * 7 % len(short)] + short[number * 31 % len(short)]


HOSTILE = tuple(_many())


def hostile() -> tuple[str, ...]:
    """Give as many as this size of the tests asks for, some of every kind."""
    return HOSTILE[:: count(short=5, ci=1, full=1)]


def kept(text: str) -> str:
    """Give what is on file of *text*: no NUL, which no database of ours keeps, and no ends."""
    return text.replace("\0", "").strip()
