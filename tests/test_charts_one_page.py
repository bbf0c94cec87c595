"""The chart of one screen or one page: low enough, nothing of it left out."""

import json

import pytest

from taper.charts.compare import ChartItems, compare_spec
from taper.charts.one_page import LEAST, NAMES_ROOM, heights
from taper.diary.symptoms import Symptom
from taper.record.beside import InstrumentShown
from taper.words.language import speaking
from tests import drafts

SHEETS = (InstrumentShown("phq9", "PHQ-9", 27), InstrumentShown("gad7", "GAD-7", 21))


def items(medicines: int, symptoms: int) -> ChartItems:
    return ChartItems(
        medicines=tuple(f"Exampline {number}" for number in range(medicines)),
        symptoms=tuple(Symptom(slug=f"s{each}", label=f"Sign {each}") for each in range(symptoms)),
        sleep=False,
        instruments=SHEETS,
        events=True,
        compact=True,
    )


def panels(medicines: int = 3, symptoms: int = 10) -> list[dict]:
    return list(compare_spec(items(medicines, symptoms), mode="light")["vconcat"])


@pytest.mark.parametrize(("medicines", "symptoms"), [(1, 10), (3, 10), (2, 4)])
def test_ten_symptoms_and_several_medicines_fit_beside_the_strip_of_a_prescriber(
    medicines: int, symptoms: int
):
    high = heights(medicines, symptoms, sheets=2, others=1, events=True)
    drawn = medicines * (high.dose + 16) + high.mood + 2 * high.sheet + symptoms * high.symptom
    # 768 px less 250 for what stands above; 100 for the keys, the dates and what lies between
    assert drawn + high.events + 100 <= 768 - 250


def test_few_panels_are_higher_and_none_is_too_low_for_its_name():
    few, many = (heights(n, 4, sheets=0, others=1, events=False) for n in (1, 9))
    assert few.dose > many.dose >= 3 * int(LEAST)


def test_every_panel_is_named_at_its_left_and_the_chart_has_one_axis_of_dates():
    names = [
        [
            mark["encoding"]["text"]["value"]
            for mark in panel["layer"]
            if mark.get("encoding", {}).get("x") == {"value": -NAMES_ROOM}
            and "value" in mark["encoding"]["text"]
        ]
        for panel in panels()
    ]
    assert names == [
        ["Exampline 0", "mg a day"],
        ["Exampline 1", "mg a day"],
        ["Exampline 2", "mg a day"],
        ["Mood", "0 to 10"],
        ["Symptoms"],
        ["PHQ-9", "points of 27"],
        ["GAD-7", "points of 21"],
        ["Events"],
        ["Days recorded"],
    ]
    assert "labelExpr" in json.dumps(panels()[-1])
    assert sum('"labelExpr": "utcFormat' in json.dumps(each) for each in panels()) == 1


def test_marks_are_explained_once_and_nothing_is_zoomed():
    titles = [panel["title"]["text"] for panel in panels() if "title" in panel]
    assert titles == ["◆ other amount   ✕ not taken   ○ not recorded"]
    spec = compare_spec(items(3, 10), mode="dark")
    assert "window" not in json.dumps(spec)


@pytest.mark.parametrize("language", ["en", "nl", "de"])
def test_the_shades_are_named_beside_the_name_of_the_panel_and_not_over_it(language: str):
    with drafts.switched_on("nl", "de"), speaking(language):
        symptoms = next(each for each in panels() if "legendX" in json.dumps(each))
        marks = json.dumps(symptoms)
    name = next(
        each["encoding"]["text"]["value"]
        for each in symptoms["layer"]
        if "value" in each.get("encoding", {}).get("text", {})
    )
    begins = int(marks.partition('"legendX": ')[2].partition(",")[0]) + NAMES_ROOM
    assert begins >= 7 * len(name)  # px; bold letters of 12 px are no wider
    assert begins <= 100  # the shades themselves take 260 px of the 360 of a phone
