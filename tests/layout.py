"""The house of design §4 as data, and a reader of imports: what may import what, and where."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
LINES_A_FILE = 400
LINES_A_FUNCTION = 40

LEAVES = frozenset({"ids", "errors", "clock", "xml_text"})
PURE = frozenset({"plan", "diary", "people"})
VALUES = LEAVES | PURE | {"record"}

# Everything that lives in taper/, and which other parts of taper/ each may import.
MAP: dict[str, frozenset[str]] = {
    "__init__": frozenset(),
    "__main__": frozenset({"cli"}),
    "errors": frozenset(),
    "xml_text": frozenset(),
    "ids": frozenset({"errors"}),
    "clock": frozenset({"errors"}),
    "settings": frozenset({"errors"}),
    "plan": LEAVES,
    "diary": LEAVES,
    "people": LEAVES,
    "record": LEAVES | PURE,
    "words": LEAVES,
    "facts": LEAVES | {"plan", "diary"},
    "charts": VALUES | {"words"},
    "storage": LEAVES | PURE,
    "exports": VALUES | {"words"},
    "imports": LEAVES | {"plan", "diary"},
    "demo": LEAVES | PURE | {"facts", "storage", "actions", "settings"},
    "actions": VALUES | {"words", "facts", "charts", "storage", "exports", "imports", "settings"},
    "ui": VALUES | {"words", "charts", "actions", "settings", "demo"},  # demo: its password alone
    "web": LEAVES | PURE | {"words", "facts", "actions", "settings"},
    "cli": VALUES | {"__init__", "words", "actions", "demo", "imports", "settings"},
}
# A name may be brought in from these libraries by these parts alone; "app" is app.py.
LIBRARIES: dict[str, frozenset[str]] = {
    "streamlit": frozenset({"ui", "app"}),
    "sqlalchemy": frozenset({"storage"}),
    "alembic": frozenset({"storage"}),
    "sqlite3": frozenset({"storage"}),
    "pysqlite3": frozenset({"storage"}),
    "sqlcipher3": frozenset({"storage"}),
    "psycopg": frozenset({"storage"}),
    "altair": frozenset({"charts"}),
    "typst": frozenset({"exports"}),
    "icalendar": frozenset({"exports"}),
    "fhir": frozenset({"exports"}),
    "starlette": frozenset({"web", "app"}),
}
# ... but for these: they hand a session on to storage/ and do nothing with it themselves.
EXCEPTIONS = {("actions", "sqlalchemy.orm.Session"), ("demo", "sqlalchemy.orm.Session")}
PURE_LIBRARIES = frozenset({"pydantic"})
UNTOLD_NAMES = frozenset({"utils", "util", "helpers", "helper", "manager", "service", "misc"})


class Import(NamedTuple):
    """One name brought in: where, and what by its full name."""

    line: int
    name: str


def part_of(path: Path, root: Path = ROOT) -> str:
    """Give the part of the house that *path* lies in: "plan", "cli", "app" for app.py."""
    inside = path.relative_to(root).with_suffix("").parts
    return inside[1] if inside[0] == "taper" else inside[0]


def module_name(path: Path, root: Path = ROOT) -> str:
    """Give the dotted name that *path* is imported by."""
    parts = path.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports_of(tree: ast.AST, module: str, *, is_package: bool = False) -> Iterator[Import]:
    """Give every import below *tree*, in functions and under TYPE_CHECKING too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (Import(node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = _base(node, module, is_package=is_package)
            yield from (Import(node.lineno, f"{base}.{alias.name}") for alias in node.names)
        elif isinstance(node, ast.Call) and _imports_by_call(node):
            named = node.args[0] if node.args else None
            literal = isinstance(named, ast.Constant) and isinstance(named.value, str)
            yield Import(node.lineno, named.value if literal else "<a computed name>")


def _base(node: ast.ImportFrom, module: str, *, is_package: bool) -> str:
    if not node.level:
        return node.module or ""
    up = module.split(".")
    up = up[: len(up) - node.level + is_package]
    return ".".join([*up, *([node.module] if node.module else [])])


def _imports_by_call(node: ast.Call) -> bool:
    called = node.func
    name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
    return name in {"import_module", "__import__"}


def source_files(root: Path = ROOT) -> list[Path]:
    """Give app.py and every Python file of the package."""
    return [
        file for file in [root / "app.py", *sorted(root.glob("taper/**/*.py"))] if file.exists()
    ]


def broken_walls(path: Path, root: Path = ROOT) -> list[str]:
    """Name every import of the file at *path* that the house has no door for."""
    part, module = part_of(path, root), module_name(path, root)
    where = path.relative_to(root).as_posix()
    if part not in MAP and part != "app":
        return [f"{where}: design §4 knows no {part!r}"]
    tree = ast.parse(path.read_text("utf-8"), where)
    found = imports_of(tree, module, is_package=path.name == "__init__.py")
    return [
        f"{where}:{each.line}: {part} may not import {each.name}"
        for each in found
        if not _may(part, each.name)
    ]


def _may(part: str, name: str) -> bool:
    top = name.split(".", maxsplit=1)[0]
    if name == "<a computed name>":
        return False
    if top == "taper":
        return part == "app" or _taper_part(name) in MAP[part] | {part}
    if (part, name) in EXCEPTIONS:
        return True
    if top in LIBRARIES:
        return part in LIBRARIES[top]
    pure = part in PURE | LEAVES | {"record"}
    known = (
        top in sys.stdlib_module_names
        or top in PURE_LIBRARIES
        or (part == "record" and top in {"numpy", "pandas", "pyarrow"})
    )
    return known or not pure


def _taper_part(name: str) -> str:
    parts = name.split(".")
    return "__init__" if len(parts) == 1 or parts[1].startswith("__") else parts[1]


def cycles(root: Path = ROOT) -> list[str]:
    """Name every circle of modules that import one another."""
    files = {module_name(path, root): path for path in source_files(root)}
    towards: dict[str, set[str]] = {}
    for module, path in files.items():
        tree = ast.parse(path.read_text("utf-8"))
        names = {each.name for each in imports_of(tree, module, is_package=path.stem == "__init__")}
        ends = {name if name in files else name.rpartition(".")[0] for name in names}
        towards[module] = {end for end in ends if end in files and end != module}
    return [" -> ".join(circle) for circle in _circles(towards)]


def _circles(towards: dict[str, set[str]]) -> list[list[str]]:
    found: list[list[str]] = []
    done: set[str] = set()

    def walk(module: str, way: list[str]) -> None:
        if module in way:
            found.append([*way[way.index(module) :], module])
        elif module not in done:
            for end in sorted(towards[module]):
                walk(end, [*way, module])
            done.add(module)

    for module in sorted(towards):
        walk(module, [])
    return found


def too_long(path: Path, root: Path = ROOT) -> list[str]:
    """Name the file, and each of its functions, that is longer than the house allows."""
    text, where = path.read_text("utf-8"), path.relative_to(root).as_posix()
    lines = text.count("\n")
    found = [f"{where}: {lines} lines"] if lines > LINES_A_FILE else []
    for node in ast.walk(ast.parse(text, where)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > LINES_A_FUNCTION:
                found.append(f"{where}:{node.lineno}: {node.name} has {length} lines")
    return found
