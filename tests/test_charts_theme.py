"""Colours that can be read: contrast by WCAG, one ramp of one hue, the page's own background."""

import tomllib
from colorsys import rgb_to_hls
from itertools import pairwise
from pathlib import Path

import pytest

from taper.charts.theme import PALETTES, Mode, Palette, config

SETTINGS = Path(__file__).parent.parent / ".streamlit/config.toml"
MODES: tuple[Mode, ...] = ("light", "dark")


def channels(colour: str) -> list[float]:
    return [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]


def luminance(colour: str) -> float:
    linear = [
        each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4
        for each in channels(colour)
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted([luminance(one), luminance(other)], reverse=True)
    return (light + 0.05) / (dark + 0.05)


def hue(colour: str) -> float:
    return rgb_to_hls(*channels(colour))[0] * 360


@pytest.fixture(params=MODES)
def colours(request: pytest.FixtureRequest) -> Palette:
    return PALETTES[request.param]


def test_contrast_is_worked_out_as_wcag_does():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


def test_words_have_a_contrast_of_four_and_a_half(colours: Palette):
    assert min(contrast(each, colours.background) for each in (colours.text, colours.quiet)) >= 4.5


def test_marks_have_a_contrast_of_three(colours: Palette):
    marks = (colours.dose, colours.mood, colours.sleep, colours.recorded, *colours.severity[2:])
    assert min(contrast(each, colours.background) for each in marks) >= 3


def test_severity_is_one_hue_that_moves_away_from_the_page_in_clear_steps(colours: Palette):
    hues = [hue(each) for each in colours.severity]
    assert max(hues) - min(hues) < 20
    steps = [contrast(each, colours.background) for each in colours.severity]
    ratios = [later / earlier for earlier, later in pairwise(steps)]
    assert min(ratios) > 1.35  # told apart without colour vision
    assert steps[0] > 1.2  # "none" is an answer, and is seen to be one


@pytest.mark.parametrize("mode", MODES)
def test_a_chart_lies_on_the_colour_of_the_page(mode: Mode):
    theme = tomllib.loads(SETTINGS.read_text("utf-8"))["theme"]
    assert config(mode)["background"] == theme[mode]["backgroundColor"]
    assert config(mode)["title"]["color"] == theme[mode]["textColor"]
    assert config(mode)["font"] == theme["font"].replace("'", "")
