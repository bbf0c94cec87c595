"""Fields that answer by themselves: number fields, sliders, defaults, examples (design §2.3)."""

import ast
import re
from collections.abc import Iterator

ALWAYS_ANSWER = frozenset({"number_input", "slider", "select_slider", "NumberColumn", "DateColumn"})
# Which argument holds the first answer, and its place among the positional ones.
ANSWER = {
    "text_input": ("value", 1),
    "text_area": ("value", 1),
    "checkbox": ("value", 1),
    "toggle": ("value", 1),
    "date_input": ("value", 1),
    "time_input": ("value", 1),
    "radio": ("index", 2),
    "selectbox": ("index", 2),
    "multiselect": ("default", 2),
    "pills": ("default", 2),
    "segmented_control": ("default", 2),
}
# These choose something by themselves where the argument is left out.
ANSWER_UNLESS_TOLD = frozenset({"date_input", "time_input", "radio", "selectbox"})

# Widgets that choose what a page shows and record nothing, by their key.
CHOOSES_A_VIEW = frozenset(
    {"day", "days-shown", "since-what", "since-clock", "symptoms-as", "visit-reader"}
)


def faults(source: str, name: str) -> list[str]:
    """Name each call in a page's *source* that gives an answer before the person does."""
    return [
        f"{name}:{node.lineno}: {fault}"
        for node in ast.walk(ast.parse(source, name))
        if isinstance(node, ast.Call)
        for fault in _faults_of(node)
    ]


def _faults_of(call: ast.Call) -> Iterator[str]:
    function = call.func
    widget = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    given = {keyword.arg: keyword.value for keyword in call.keywords}
    if widget in ALWAYS_ANSWER:
        yield f"{widget} has a value of its own"
    if widget not in ANSWER or _key(given.get("key")) in CHOOSES_A_VIEW:
        return
    argument, place = ANSWER[widget]
    answer = call.args[place] if len(call.args) > place else given.get(argument)
    if answer is None and widget in ANSWER_UNLESS_TOLD:
        yield f"{widget} chooses by itself without {argument}=None"
    if answer is not None and _says_something(answer):
        yield f"{widget} begins with {ast.unparse(answer)}"
    if "bind" in given:
        yield f"{widget} writes the answer into the address"
    example = given.get("placeholder")
    if isinstance(example, ast.Constant) and re.search(r"\d", str(example.value)):
        yield f"{widget} shows a number as an example"


def _key(node: ast.expr | None) -> str | None:
    """Give a key as it is written, or what stands before the first gap of one with gaps."""
    if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
        return str(node.values[0].value).rstrip("-")
    return node.value if isinstance(node, ast.Constant) else None


def _says_something(answer: ast.expr) -> bool:
    """Whether *answer* is written in the source; what comes from the record is no default."""
    if isinstance(answer, ast.List | ast.Tuple | ast.Set):
        return any(_says_something(inner) for inner in answer.elts)
    constant = isinstance(answer, ast.Constant)
    return constant and not any(answer.value is empty for empty in (None, False, ""))


_PAGE = re.compile(
    r"<input\b[^>]*\btype\s*=\s*[\"']?(?:number|range)\b|<option\b[^>]*\sselected\b|<input\b[^>]*\schecked\b",
    re.IGNORECASE,
)


def page_faults(html: str, name: str) -> list[str]:
    """Name each field of a script-free page that gives an answer before the person does."""
    return [f"{name}: {found.group()}" for found in _PAGE.finditer(html)]
