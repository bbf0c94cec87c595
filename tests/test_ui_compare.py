"""The compare page: both see the same record, as far as each may see it."""

import json
from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from taper import ids
from taper.actions import diary, events, people
from taper.actions.events import SaidEvent
from taper.diary.events import EventId, Kind, Text
from taper.words import say
from tests.conftest import Cast, sign_plan, typed_plan
from tests.pages import opened, served, text

TODAY = date(2026, 3, 2)
ROWS = (("2026-02-01", "20"), ("2026-02-21", "17.5"), ("2026-03-09", "15"), ("2026-05-04", "0"))


@pytest.fixture
def cast(sqlite_cast: Cast) -> Iterator[Cast]:
    with served(sqlite_cast):
        yield sqlite_cast


def keep(cast: Cast, back: int, **said: object) -> None:
    day = TODAY - timedelta(days=back)
    diary.save_check_in(
        cast.clinic, cast.alex, cast.patient, day, diary.Said(**said), expected_revision=0
    )


def chart(at):
    return at.get("vega_lite_chart")[0].proto


def test_an_empty_record_says_what_will_stand_here(cast: Cast):
    page = text(opened(cast.alex, "compare"))
    assert "Your first check-in and your signed plan are drawn here." in page


def test_the_patient_sees_plan_and_diary_and_the_way_to_the_csv(cast: Cast):
    sign_plan(cast, typed_plan(*ROWS))
    keep(cast, 0, mood=6)
    keep(cast, 3, mood=4, symptoms={"dizziness": 2})
    at = opened(cast.alex, "compare")
    assert len(at.get("vega_lite_chart")) == 1
    page = text(at)
    assert "There are 3 planned changes." in page
    assert "Mood is recorded on 2 days: 4 to 6 of 10." in page
    (link,) = [each for each in at.link_button if "/export/timeline.csv" in each.url]
    assert f"patient={ids.to_text(cast.patient)}" in link.url
    assert "from=2026-02-01" in link.url


def test_the_range_on_the_page_is_the_range_of_the_file(cast: Cast):
    sign_plan(cast, typed_plan(*ROWS))
    keep(cast, 0, mood=6)
    at = opened(cast.alex, "compare")
    at.button_group(key="days-shown").select("four_weeks").run()
    (link,) = [each for each in at.link_button if "/export/timeline.csv" in each.url]
    assert "from=2026-02-03&to=2026-03-02" in link.url


def test_a_diary_that_is_not_shared_is_not_drawn_for_the_prescriber(cast: Cast):
    sign_plan(cast, typed_plan(*ROWS))
    keep(cast, 0, mood=9, note="a private word")
    people.withdraw_consent(cast.clinic, cast.alex, cast.patient)
    at = opened(cast.dr_bose, "compare", patient=ids.to_text(cast.patient))
    page = text(at)
    assert "does not share the diary" in page
    assert "Mood is recorded" not in page
    assert "a private word" not in str(chart(at)) + page


def test_nothing_says_not_recorded_of_what_is_not_shared(cast: Cast):
    """A mark for "not recorded" on each day would be untrue: the patient may have recorded it."""
    sign_plan(cast, typed_plan(*ROWS))
    keep(cast, 0, mood=9)
    people.withdraw_consent(cast.clinic, cast.alex, cast.patient)
    at = opened(cast.dr_bose, "compare", patient=ids.to_text(cast.patient))
    spec = json.loads(chart(at).spec)
    headings = [each["title"]["text"] for each in spec["vconcat"]]
    assert headings == ["Exampline: planned dose", headings[-1]]
    assert say("chart.dose_key_taken") not in str(spec["vconcat"])
    assert say("chart.nothing") not in str(spec["vconcat"])
    filters = [
        str(step.get("filter"))
        for layer in spec["vconcat"][0]["layer"]
        for step in layer.get("transform", [])
    ]
    assert filters
    assert not [each for each in filters if "taken" in each]
    assert not [each for each in at.link_button if "timeline.csv" in each.url]
    assert not [each for each in at.expander if "tep by step" in each.label]


def test_the_prescriber_sees_whose_record_it_is(cast: Cast):
    sign_plan(cast, typed_plan(*ROWS))
    keep(cast, 0, mood=6)
    at = opened(cast.dr_bose, "compare", patient=ids.to_text(cast.patient))
    assert "Alex" in [each.value for each in at.text]
    assert "Mood is recorded on 1 day" in text(at)


def test_a_prescriber_who_does_not_look_after_the_patient_sees_nothing(cast: Cast):
    sign_plan(cast, typed_plan(*ROWS))
    keep(cast, 0, mood=6)
    at = opened(cast.dr_stranger, "compare", patient=ids.to_text(cast.patient))
    assert not at.get("vega_lite_chart")
    assert "not open to you" in text(at)
    assert "Alex" not in text(at)


def test_steps_and_days_since_each_change_are_there_when_opened(cast: Cast):
    signed = sign_plan(cast, typed_plan(*ROWS))
    for back in range(12):
        keep(cast, back, mood=5)
    at = opened(cast.alex, "compare")
    assert len(at.dataframe) == 0
    for name in ("steps", "since-open"):
        at.session_state[f"{name}-{signed.course.id}"] = True
    at.run()
    assert not at.exception
    assert len(at.get("vega_lite_chart")) == 2
    (since,) = (each.value for each in at.dataframe)
    assert "20" in str(since.iloc[0, 0])
    tables = [each.proto.body for each in at.get("html") if "<table>" in each.proto.body]
    assert "17.5 mg from 21 February 2026" in tables[0]
    assert "Mean of what was recorded" in text(at)


def tell(cast: Cast, number: int, kind: Kind, words: str, back: int, **said: object) -> None:
    events.save_event(
        cast.clinic,
        cast.alex,
        cast.patient,
        EventId(number),
        SaidEvent(
            kind=kind,
            day=TODAY - timedelta(days=back),
            texts={"words": Text(words=words)},
            **said,
        ),
        expected_revision=0,
    )


def test_what_a_patient_keeps_private_reaches_no_chart_table_or_sentence(cast: Cast):
    sign_plan(cast, typed_plan(*ROWS))
    keep(cast, 0, mood=6)
    tell(cast, 1, Kind.ILLNESS, "A cold", 3)
    tell(cast, 2, Kind.LIFE_EVENT, "a private word", 2, private=True)
    for actor, events_said in ((cast.dr_bose, "1 event is"), (cast.alex, "2 events are")):
        at = opened(actor, "compare", patient=ids.to_text(cast.patient))
        at.session_state["table-open"] = True
        at.run()
        page = text(at)
        assert events_said in page
        everything = page + str(chart(at)) + str(at.dataframe[0].value.to_dict())
        assert "A cold" in everything
        assert ("a private word" in everything) == (actor.patient == cast.patient)


def test_the_range_since_the_last_appointment_is_offered_where_there_was_one(cast: Cast):
    sign_plan(cast, typed_plan(*ROWS))
    keep(cast, 0, mood=6)
    assert "Since the last appointment" not in options(opened(cast.alex, "compare"))
    tell(cast, 1, Kind.APPOINTMENT, "With Dr Bose", 5)
    tell(cast, 2, Kind.APPOINTMENT, "Today", 0)
    at = opened(cast.alex, "compare")
    assert "Since the last appointment" in options(at)
    at.button_group(key="days-shown").select("since_appointment").run()
    (link,) = [each for each in at.link_button if "/export/timeline.csv" in each.url]
    assert "from=2026-02-25&to=2026-03-02" in link.url


def options(at) -> str:
    return str(at.button_group(key="days-shown").options)


def test_the_reader_chooses_the_panels_and_how_symptoms_look(cast: Cast):
    sign_plan(cast, typed_plan(*ROWS))
    keep(cast, 0, mood=6, symptoms={"dizziness": 2}, sleep_quality=4, usual_things=5)
    at = opened(cast.alex, "compare")
    spec = str(chart(at).spec)
    for heading in ("Quality of sleep", "Doing usual things", "Empty: not recorded."):
        assert heading in spec
    at.button_group(key="symptoms-as").select("lines").run()
    assert "Lines: days. Gaps: not recorded." in str(chart(at).spec)
    at.button_group(key="panels").set_value(["mood"]).run()
    spec = str(chart(at).spec)
    assert "Quality of sleep" not in spec
    assert '"Sleep"' not in spec


def test_all_changes_can_be_drawn_in_one_panel(cast: Cast):
    signed = sign_plan(cast, typed_plan(*ROWS))
    for back in range(12):
        keep(cast, back, mood=5)
    at = opened(cast.alex, "compare")
    at.session_state[f"since-open-{signed.course.id}"] = True
    at.run()
    at.button_group(key=f"since-look-{signed.course.id}").select("overlaid").run()
    assert "One line for each change" in str(at.get("vega_lite_chart")[1].proto.spec)
    assert at.selectbox(key=f"since-chosen-{signed.course.id}").value is not None
