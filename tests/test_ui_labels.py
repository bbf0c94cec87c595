"""What somebody typed is no markdown in a label."""

import pytest

from taper.ui.labels import in_label


@pytest.mark.parametrize(
    "text", ["Dizziness", 'Electric-shock feelings ("brain zaps")', "Zoë, 3 a.m."]
)
def test_an_ordinary_name_stays_as_it_is(text: str):
    assert in_label(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "**bold**",
        "![x](http://example.invalid/x.png)",
        ":red[hm]",
        ":material/star:",
        "$x$",
        "<b>b</b>",
        "www.example.invalid",
        "WWW.example.invalid",
        "me@example.invalid",
        "`code`",
        "&amp;",
    ],
)
def test_nothing_that_markdown_acts_on_is_left(text: str):
    found = in_label(text)
    assert not set(found) & set("*_`[]<>$:~#&@\\")
    assert "www." not in found.lower()
