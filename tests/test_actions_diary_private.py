"""A note that the patient keeps: nobody else reads it anywhere, nor that there is one."""

from datetime import date

from taper.actions import catch_up, day_words, diary, record
from taper.actions.diary import Said
from tests.conftest import Cast
from tests.saving import TODAY, save

SECRET = "Only for me: heron."
KEPT = Said(mood=4, note=SECRET, note_is_private=True)


def everywhere(cast: Cast, who: str, day: date = TODAY) -> str:
    """Give all that somebody can read of a day."""
    clinic, actor, patient = cast.clinic, cast.actor(who), cast.patient
    found: list[object] = [
        diary.day_on_file(clinic, actor, patient, day),
        diary.days_on_file(clinic, actor, patient, day, day),
        diary.revisions(clinic, actor, patient, day),
        catch_up.grid(clinic, actor, patient),
        record.record(clinic, actor, patient, page="compare"),
        record.timeline_csv(clinic, actor, patient, day, day),
    ]
    return "\n".join(map(str, found))


def test_the_patient_reads_the_note_and_the_prescriber_reads_the_rest_of_the_day(cast: Cast):
    save(cast, TODAY, KEPT)
    assert everywhere(cast, "alex").count(SECRET) >= 4
    assert "heron" not in everywhere(cast, "dr_bose")
    seen = diary.day_on_file(cast.clinic, cast.dr_bose, cast.patient, TODAY).check_in
    assert seen is not None
    assert (seen.answers.mood, seen.answers.note, seen.answers.note_is_private) == (4, "", True)


def test_the_csv_of_the_prescriber_does_not_say_that_there_is_a_note(cast: Cast):
    save(cast, TODAY, KEPT)
    for who, last in (("dr_bose", ",patient,,no"), ("alex", f",patient,{SECRET},yes")):
        actor = cast.actor(who)
        csv = record.timeline_csv(cast.clinic, actor, cast.patient, TODAY, TODAY).decode()
        assert csv.strip().endswith(last)


def test_the_words_of_a_day_do_not_say_that_there_is_a_note(cast: Cast):
    save(cast, TODAY, KEPT)
    seen = diary.day_on_file(cast.clinic, cast.dr_bose, cast.patient, TODAY).check_in
    assert seen is not None
    assert day_words.lines(seen.answers, (), ()) == ["Mood: 4 of 10"]


def test_a_note_made_private_later_closes_its_earlier_versions_too(cast: Cast):
    save(cast, TODAY, Said(mood=4, note="Heron at the window."))
    assert "Heron" in everywhere(cast, "dr_bose")
    save(cast, TODAY, KEPT, expected=1)
    assert "eron" not in everywhere(cast, "dr_bose")
    assert "Heron" in everywhere(cast, "alex")


def test_a_note_opened_later_shows_what_is_open_and_keeps_the_private_version(cast: Cast):
    save(cast, TODAY, KEPT)
    save(cast, TODAY, Said(mood=4, note="For both of us."), expected=1)
    seen = everywhere(cast, "dr_bose")
    assert "For both of us." in seen
    assert "heron" not in seen


def test_there_is_nothing_private_about_no_note(cast: Cast):
    made = save(cast, TODAY, Said(mood=4, note="  ", note_is_private=True))
    assert not made.answers.note_is_private


def test_the_table_of_the_prescriber_does_not_say_that_there_is_a_note(cast: Cast):
    from taper.charts.compare import ChartItems
    from taper.charts.compare_text import compare_table

    save(cast, TODAY, KEPT)
    for who, told in (("dr_bose", ""), ("alex", SECRET)):
        shown = record.record(cast.clinic, cast.actor(who), cast.patient, page="compare")
        tables = [table for _, table in shown.timelines(TODAY, TODAY)]
        (note,) = compare_table(tables, ChartItems(medicines=(), symptoms=()))["Note"]
        assert note == told
