"""Text as XML takes it; a parser that had no part in it says so."""

from xml.etree import ElementTree as ET

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from taper.charts.svg import svg
from taper.xml_text import fit_for_xml


def test_what_no_xml_holds_is_left_out_and_nothing_else():
    assert fit_for_xml("a\x00\x01\x1f\x0bb\ud800\ufffe\uffff") == "ab"
    assert (
        fit_for_xml("tab\t, line\r\n, \x7f\x85\u202e\ufdd0🙂é")
        == "tab\t, line\r\n, \x7f\x85\u202e\ufdd0🙂é"
    )


@given(st.text(st.characters()))
def test_a_parser_reads_whatever_is_left(text: str):
    fit = fit_for_xml(text).replace("&", "").replace("<", "").replace("\r", "")
    assert (ET.fromstring(f"<a>{fit}</a>".encode()).text or "") == fit


@pytest.mark.parametrize("words", ["a\x01b", "\x1f", "\ud800", "a\ufffe\uffffb", "é🙂"])
def test_no_words_in_a_chart_end_the_program(words: str):
    """The compiler of charts aborts the process, everybody's pages with it, where it can't read."""
    spec = {
        "data": {"name": "rows"},
        "title": words,
        "mark": "bar",
        "encoding": {"y": {"field": "name", "type": "nominal"}},
    }
    drawn = svg(
        spec,
        {"rows": pa.table({"name": [words.encode("utf-8", "ignore").decode(), "y"]})},
        width=300,
    )
    assert ET.fromstring(drawn).tag.endswith("svg")
    assert fit_for_xml(words) in drawn
