"""The text for the pharmacy: every line adds up, in the characters that are printed."""

import re
from datetime import date
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from taper.exports.pharmacy import pharmacy_text
from taper.plan.guard import printable
from taper.plan.preparations import MadeFrom, ways
from taper.plan.quantities import DayOfStep, SuppliedStep
from taper.words import say
from tests.conftest import count
from tests.test_plan_guard import READ, make, preparations, roundings
from tests.test_plan_quantities import BEADS, HAVE, made

START = date(2026, 12, 1)


def test_rows_make_ups_and_needs_stand_together():
    steps = [
        SuppliedStep(START, 7, (made("7.7"),)),
        SuppliedStep(date(2026, 12, 8), 2, (made(5), made(0))),
    ]
    assert pharmacy_text("Exampline", "tablets and drops", steps, "kept").splitlines() == [
        "Exampline, tablets and drops",
        "",
        "From 1 December 2026, for 7 days:",
        "  7.7 mg a time = 1½ × 5 mg tablet + 0.1 mL of 2 mg in 1 mL",
        "  Needs 11 tablets of 5 mg (10½ taken)",
        "  Needs 0.7 mL of 2 mg in 1 mL",
        "From 8 December 2026, for 2 days:",
        "  Day 1 of 2:",
        "  5 mg a time = 1 × 5 mg tablet",
        "  Day 2 of 2:",
        "  0 mg",
        "  Needs 1 tablet of 5 mg (1 taken)",
        "",
        "In all:",
        "12 tablets of 5 mg (11½ taken)",
        "0.7 mL of 2 mg in 1 mL",
        "What is left of a cut tablet or an opened capsule is counted as kept.",
        "",
        say("product.purpose"),
    ]


def test_beads_say_about():
    text = pharmacy_text(
        "Exampline", "capsules", [SuppliedStep(START, 10, (made(5, BEADS),))], "thrown_away"
    )
    assert "about 5.04 mg a time = 42 beads out of 30 mg capsules with about 250 beads" in text
    assert "10 capsules of 30 mg with about 250 beads (420 beads taken)" in text
    assert "thrown away" in text


AMOUNT = {"¼": Fraction(1, 4), "½": Fraction(1, 2), "¾": Fraction(3, 4)}
PATTERNS = (
    (r"([0-9.]*[¼½¾]?) × ([0-9.]+) mg(?: tablet| capsule)?", lambda n, mg: n * mg),
    (r"([0-9.]+) mL of ([0-9.]+) mg in ([0-9.]+) mL", lambda n, mg, ml: n * mg / ml),
    (
        r"([0-9.]+) beads out of ([0-9.]+) mg capsules with about ([0-9]+) beads",
        lambda n, mg, per: n * mg / per,
    ),
)


def number(text):
    part = AMOUNT.get(text[-1])
    return Fraction(text[:-1] or 0) + part if part else Fraction(text)


def mg_of(part):
    for pattern, mg in PATTERNS:
        if found := re.fullmatch(pattern, part):
            return mg(*map(number, found.groups()))
    raise AssertionError(part)


@settings(max_examples=count(short=100, ci=1_000, full=20_000), deadline=None)
@given(
    st.lists(preparations, min_size=1, max_size=3),
    roundings,
    st.lists(st.fractions(0, 160, max_denominator=99), min_size=1, max_size=3),
)
def test_every_line_of_a_random_plan_adds_up_when_it_is_read_again(typed, rounding, doses):
    have = READ.validate_python(typed)
    made_from = MadeFrom(have, rounding)
    steps = []
    for dose in doses:
        found = make(made_from, dose)
        day = DayOfStep((printable(found.ug, ways(have, found.mg)[0]),))
        steps.append(SuppliedStep(START, 7, (day,)))
    for line in pharmacy_text("Exampline", "mixed", steps, "kept").splitlines():
        if found := re.fullmatch(r"  (about )?([0-9.]+) mg a time = (.*)", line):
            about, dose, parts = found.groups()
            apart = abs(sum(map(mg_of, parts.split(" + "))) - Fraction(dose))
            assert apart <= (Fraction(1, 2000) if about else 0)


def test_the_tablets_of_the_tests_are_those_of_the_quantities():
    assert [each.kind for each in HAVE] == ["tablet", "liquid"]
