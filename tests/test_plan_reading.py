"""What a prescriber types is understood in one way, or refused with the reason."""

import re
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taper.errors import TaperError
from taper.plan.dose import LARGEST_UG, Dose, mg_text
from taper.plan.reading import FIRST_YEAR, LAST_YEAR, dose_text, plain, read_date, read_dose
from taper.words import say_error
from tests.refusals import refused

doses = st.integers(0, LARGEST_UG).map(lambda ug: Dose(ug=ug))
days = st.dates(date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31))
junk = st.text() | st.text(alphabet="0123456789.,½⅓/-–− eEmgcμµ%'\u00a0\u2009：:SunNov２０")


def refusal(read, text):
    with pytest.raises(TaperError) as caught:
        read(text)
    assert say_error(caught.value)
    return caught.value


def attempt(read, text):
    """What was read, or the key of the refusal, which always has its sentence."""
    try:
        return read(text)
    except TaperError as error:
        return say_error(error) and error.key


@pytest.mark.parametrize(
    ("typed", "ug"),
    [
        ("0.5", 500),
        ("0,5", 500),
        ("½", 500),
        ("1½", 1500),
        ("1 ½", 1500),
        ("¼ mg", 250),
        ("⅛", 125),
        (".5", 500),
        ("0.5 mg", 500),
        ("0.5MG", 500),
        ("2 milligrams", 2000),
        ("500 mcg", 500),
        ("500ug", 500),
        ("500 µg", 500),
        ("500 μg", 500),
        ("1 microgram", 1),
        ("37,5", 37_500),
        ("0.500", 500),
        ("1.0000", 1000),
        ("1125 mcg", 1125),
        ("1234.567", 1_234_567),
        ("0", 0),
        ("0 mg", 0),
        ("10000", LARGEST_UG),
        ("１０．５ｍｇ", 10_500),
        ("\u00a05\u2009mg\ufeff", 5000),
    ],
)
def test_a_dose_with_one_reading_is_understood(typed, ug):
    assert read_dose(typed) == Dose(ug=ug)


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("", "empty"),
        (" \u00a0", "empty"),
        ("10 %", "percent"),
        ("１０％", "percent"),
        ("10 percent", "percent"),
        ("1.000", "two_readings"),
        ("1,000", "two_readings"),
        ("12.500", "two_readings"),
        ("1.125 mg", "two_readings"),
        ("1.500 mcg", "two_readings"),
        ("1.234,5", "separators"),
        ("1,234,567", "separators"),
        ("1 000", "separators"),
        ("1'000", "separators"),
        ("1..5", "separators"),
        ("1/2", "slash"),
        ("1⁄2", "slash"),
        ("03/04", "slash"),
        ("-5", "negative"),
        ("−5", "negative"),
        ("5-10", "range"),
        ("5–10 mg", "range"),
        ("5 mg to 10 mg", "range"),
        ("1e3", "exponent"),
        ("5.00E-01", "exponent"),
        ("0.0005", "too_fine"),
        ("0.5 mcg", "too_fine"),
        ("⅓", "too_fine"),
        ("10000.001", "too_large"),
        ("20000", "too_large"),
        ("05", "leading_zero"),
        ("010", "leading_zero"),
        ("00", "leading_zero"),
        ("½ tablet", "unit"),
        ("10 ml", "unit"),
        ("10 mg/day", "unit"),
        ("0.5 g", "unit"),
        ("2026-12-01", "is_date"),
        ("01.12.2026", "is_date"),
        ("03/04/2026", "is_date"),
        ("five", "unreadable"),
        ("5.", "unreadable"),
        ("+5", "unreadable"),
        ("10²", "unreadable"),
        ("٥", "unreadable"),
        ("nan", "unreadable"),
        ("mg", "unreadable"),
        (".5½", "unreadable"),
        ("9" * 61, "unreadable"),
    ],
)
def test_a_dose_that_cannot_be_read_in_one_way_is_refused_with_its_reason(typed, key):
    assert refusal(read_dose, typed).key == f"row.dose_{key}"


@pytest.mark.parametrize(
    ("typed", "small", "large"),
    [("1.000", 1000, 1_000_000), ("1,125", 1125, 1_125_000), ("2.500 mg", 2500, 2_500_000)],
)
def test_the_refusal_of_two_readings_says_how_to_write_each(typed, small, large):
    values = refusal(read_dose, typed).values
    assert read_dose(values["write_small"]).ug == small
    assert read_dose(values["large"]).ug == large


@pytest.mark.parametrize(
    ("typed", "small", "large", "write_small"),
    [
        ("1,250", "1.25 mg", "1250 mg", "1.25 mg"),
        ("12.345", "12.345 mg", "12345 mg", "12345 mcg"),
        ("1.000 mg", "1 mg", "1000 mg", "1 mg"),
        ("1,200 mcg", "1.2 mcg", "1200 mcg", "1.2 mcg"),
        ("1.205 mcg", "1.205 mcg", "1205 mcg", "1.205 mcg"),
    ],
)
def test_the_two_readings_are_said_as_they_are_written(typed, small, large, write_small):
    with refused("row.dose_two_readings", small=small, large=large, write_small=write_small):
        read_dose(typed)


def test_a_dose_that_is_too_large_and_a_year_that_is_none_of_a_taper_are_refused():
    with refused("row.dose_too_large", largest="10000"):
        read_dose("10000.001")
    assert read_dose("10000").ug == LARGEST_UG
    with refused("row.date_year_out", first=FIRST_YEAR, last=LAST_YEAR):
        read_date("1 Jan 1899")


def test_a_dose_that_others_could_read_twice_is_written_in_micrograms():
    written = {1000: "1", 1001: "1001 mcg", 1010: "1.01", 1234: "1234 mcg", 999: "0.999"}
    assert {ug: dose_text(Dose(ug=ug)) for ug in written} == written


@given(doses)
def test_every_dose_is_read_back_from_its_own_text(dose):
    assert read_dose(dose_text(dose)) == dose


@given(doses, st.sampled_from(".,"), st.sampled_from(["", " mg", "mg", "\u00a0mg"]))
def test_a_dose_in_mg_is_read_back_or_named_as_having_two_readings(dose, mark, unit):
    text = mg_text(dose.ug).replace(".", mark) + unit
    if re.fullmatch(r"[1-9]\d{0,2}[.,]\d{3}", mg_text(dose.ug)):
        assert refusal(read_dose, text).key == "row.dose_two_readings"
    else:
        assert read_dose(text) == dose


@given(st.integers(0, 9999), st.text("0123456789", min_size=1, max_size=8))
def test_what_is_read_is_what_decimal_reads(whole, part):
    text = f"{whole}.{part}"
    found = attempt(read_dose, text)
    if isinstance(found, Dose):
        assert Decimal(found.ug) == Decimal(text) * 1000
    else:
        assert found in {"row.dose_two_readings", "row.dose_too_fine"}


@given(junk)
def test_no_text_makes_reading_a_dose_fail_in_another_way(text):
    assert attempt(read_dose, text) == attempt(read_dose, plain(text))


WRITTEN = date(2026, 11, 22)  # a Sunday


@pytest.mark.parametrize(
    "typed",
    [
        "2026-11-22",
        "2026/11/22",
        "2026.11.22",
        "22.11.2026",
        "22. 11. 2026",
        "22 Nov 2026",
        "22 Nov. 2026",
        "22-Nov-2026",
        "22 November 2026",
        "22. November 2026",
        "22nd of November, 2026",
        "Nov 22, 2026",
        "november 22nd 2026",
        "22/11/2026",
        "11/22/2026",
        "22-11-2026",
        "Sun 22 Nov 2026",
        "Sunday, 22 November 2026",
        "2026-11-22 (Sun)",
        "22/11/2026, Sunday",
        "2026-11-22 00:00:00",
        "2026-11-22T00:00:00.000",
        "２０２６-１１-２２",
        "2026\u201111\u201122",
        " 22\u00a0Nov\u20092026 ",
    ],
)
def test_a_day_with_one_reading_is_understood(typed):
    assert read_date(typed) == WRITTEN


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("", "empty"),
        ("03/04", "no_year"),
        ("3.4.", "no_year"),
        ("22 Nov", "no_year"),
        ("Nov 22", "no_year"),
        ("Nov 2026", "no_day"),
        ("2026-11", "no_day"),
        ("11/2026", "no_day"),
        ("03/04/2026", "two_readings"),
        ("3-4-2026", "two_readings"),
        ("22/11/26", "short_year"),
        ("22.11.26", "short_year"),
        ("22 Nov 26", "short_year"),
        ("Nov 22, '26", "short_year"),
        ("46348", "number"),
        ("46348.0", "number"),
        ("20261122", "number"),
        ("29 Feb 2027", "impossible"),
        ("29/02/2027", "impossible"),
        ("31.04.2026", "impossible"),
        ("11.22.2026", "impossible"),
        ("2026-13-01", "impossible"),
        ("00/00/2026", "impossible"),
        ("1949-12-31", "year_out"),
        ("2201-01-01", "year_out"),
        ("0000-01-01", "year_out"),
        ("2026-11-22 08:00", "time"),
        ("Mon 22 Nov 2026", "weekday"),
        ("Wed 04/04/2026", "weekday"),
        ("tomorrow", "unreadable"),
        ("22 Foo 2026", "unreadable"),
        ("Sun", "unreadable"),
        ("2026-11/22", "unreadable"),
        ("2026-11-22" * 9, "unreadable"),
    ],
)
def test_a_day_that_cannot_be_read_in_one_way_is_refused_with_its_reason(typed, key):
    assert refusal(read_date, typed).key == f"row.date_{key}"


def test_the_refusal_of_two_days_names_both():
    sentence = say_error(refusal(read_date, "03/04/2026"))
    assert "4 March 2026" in sentence
    assert "3 April 2026" in sentence


@pytest.mark.parametrize(
    "typed", ["3 Sept 2026", "3 sep 2026", "Thu, 3 Sept. 2026,", "(Thu) 3 September 2026"]
)
def test_september_and_its_weekday_are_read_however_they_are_cut(typed):
    assert read_date(typed) == date(2026, 9, 3)


def test_another_weekday_than_the_days_own_is_refused_with_the_day():
    with refused("row.date_weekday", day=date(2026, 9, 3)):
        read_date("Fri 3 Sept 2026")


def test_a_day_that_is_the_same_in_both_orders_is_understood():
    assert read_date("04/04/2026") == date(2026, 4, 4)


def test_a_weekday_settles_which_of_two_days_was_meant():
    assert read_date("Fri 03/04/2026") == date(2026, 4, 3)
    assert read_date("Wed 03/04/2026") == date(2026, 3, 4)


def test_a_leap_day_and_the_last_day_of_a_year_are_days():
    assert read_date("29.02.2028") == date(2028, 2, 29)
    assert read_date("31/12/2026") == date(2026, 12, 31)


FORMS = [
    "%Y-%m-%d",
    "%Y/%m/%d",
    "%d.%m.%Y",
    "%d %b %Y",
    "%d %B %Y",
    "%B %d, %Y",
    "%a %d %b %Y",
    "%A, %d.%m.%Y",
    "%a, %d/%m/%Y",
    "%Y-%m-%d %A",
    "%Y-%m-%d 00:00:00",
]


@given(days, st.sampled_from(FORMS))
def test_every_day_is_read_back_from_every_form(day, form):
    found = attempt(read_date, day.strftime(form))
    if found == "row.date_two_readings":
        # The other order may fall on the same weekday: then even the weekday settles nothing.
        other = date(day.year, day.day, day.month)
        assert (form, other.weekday()) == ("%a, %d/%m/%Y", day.weekday())
    else:
        assert found == day


@given(days)
def test_a_day_with_slashes_is_read_only_where_one_reading_exists(day):
    text = day.strftime("%d/%m/%Y")
    if day.day > 12 or day.day == day.month:
        assert read_date(text) == day
    else:
        values = refusal(read_date, text).values
        assert {values["first"], values["second"]} == {day, date(day.year, day.day, day.month)}


@given(junk)
def test_no_text_makes_reading_a_day_fail_in_another_way(text):
    assert attempt(read_date, text) == attempt(read_date, plain(text))
