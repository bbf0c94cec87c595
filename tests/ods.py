"""The cells of a LibreOffice table (ODS), as that program understood them."""

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree as ET

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_VALUES = {"float": "value", "date": "date-value", "time": "time-value"}


class OdsCell(NamedTuple):
    """What kind a cell is of (string, float, date, time; "" for empty), and what it holds."""

    kind: str
    value: str
    formula: str = ""


def ods_rows(file: Path) -> list[list[OdsCell]]:
    """Give the rows of the one sheet; empty cells at the end of a row are left out."""
    with zipfile.ZipFile(file) as made:
        content = ET.fromstring(made.read("content.xml"))
    rows = [list(_cells(row)) for row in content.iter(f"{_TABLE}table-row")]
    return [_trimmed(row) for row in rows if any(each.kind for each in row)]


def _trimmed(row: list[OdsCell]) -> list[OdsCell]:
    while row and not row[-1].kind:
        row = row[:-1]
    return row


def _cells(row: ET.Element) -> Iterator[OdsCell]:
    for cell in row.iter(f"{_TABLE}table-cell"):
        kind = cell.get(f"{_OFFICE}value-type", "")
        said = "\n".join(_words(each) for each in cell.iter(f"{_TEXT}p"))
        value = cell.get(f"{_OFFICE}{_VALUES[kind]}", "") if kind in _VALUES else said
        found = OdsCell(kind, value, cell.get(f"{_TABLE}formula", ""))
        times = int(cell.get(f"{_TABLE}number-columns-repeated", "1"))
        yield from [found] * (times if kind else min(times, 100))


def _words(paragraph: ET.Element) -> str:
    """Give the characters of a paragraph; blanks in a row and tabs are elements of their own."""
    found = paragraph.text or ""
    for each in paragraph:
        if each.tag == f"{_TEXT}s":
            found += " " * int(each.get(f"{_TEXT}c", "1"))
        elif each.tag == f"{_TEXT}tab":
            found += "\t"
        else:
            found += _words(each)
        found += each.tail or ""
    return found
