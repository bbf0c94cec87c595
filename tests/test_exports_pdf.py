"""Any PDF: the words of its footer, the numbers of a crisis, and letters of every kind."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from taper.actions.help_now import crisis_numbers
from taper.exports import pdf
from taper.exports.pdf import Paper, make_pdf
from taper.facts.crisis import crisis
from taper.words import say
from tests import pdf_text

EMERGENCY = {say("crisis.paper_emergency", number=each.number) for each in crisis().emergency}
TRIAL = """#import "base.typ": content, crisis, sheet
#show: sheet
= #content.words
#crisis
#pagebreak()
#content.words
"""


@pytest.fixture(autouse=True)
def trial(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Put a template of two pages beside the base."""
    here = pdf._HERE
    (tmp_path / "typst").mkdir()
    (tmp_path / "typst" / "base.typ").write_bytes((here / "typst" / "base.typ").read_bytes())
    (tmp_path / "typst" / "trial.typ").write_text(TRIAL)
    (tmp_path / "fonts").symlink_to(here / "fonts")
    monkeypatch.setattr(pdf, "_HERE", tmp_path)
    pdf._fonts.cache_clear()
    yield
    pdf._fonts.cache_clear()


def made(words: str, *, country: str | None = "GB", paper: Paper = Paper.A4) -> bytes:
    return make_pdf(
        "trial", {"words": words}, title="Trial", paper=paper, crisis=crisis_numbers(country)
    )


def of_country(country: str) -> tuple[str, ...]:
    return crisis_numbers(country)[0].lines


def test_the_purpose_stands_word_for_word_on_every_page():
    pages = pdf_text.pages(made("Words"))
    assert len(pages) == 2
    assert all(say("product.purpose") in page for page in pages)
    assert [say("pdf.page", page=n, pages=2) in page for n, page in enumerate(pages, 1)] == [
        True,
        True,
    ]


@pytest.mark.parametrize("country", crisis().countries)
def test_the_numbers_of_a_chosen_country_stand_alone(country: str):
    page = pdf_text.pages(made("Words", country=country))[0]
    assert say("crisis.heading") in page
    for line in crisis().lines_of(country):
        assert line.name in page
        assert all(number in page for number in (line.call, line.text) if number)
    theirs = {line for each in crisis_numbers(None) for line in each.lines}
    assert not any(line in page for line in theirs.difference(of_country(country), EMERGENCY))


@pytest.mark.parametrize("country", [None, "XX"])
def test_without_a_known_country_all_the_numbers_stand_there(country: str | None):
    page = pdf_text.pages(made("Words", country=country))[0]
    assert all(line.name in page for line in crisis().line)


@pytest.mark.parametrize(("paper", "size"), [(Paper.A4, (210, 297)), (Paper.LETTER, (216, 279))])
def test_both_sizes_of_paper_are_made(paper: Paper, size: tuple[int, int]):
    assert pdf_text.sizes_mm(made("Words", paper=paper)) == [size, size]


@pytest.mark.parametrize(
    "words",
    [
        '#let x = 1 $a$ *bold* _slanted_ @name <label> \\ // ` "',
        "#panic() #read(base.typ) #include",
        "Łódź ½ × − “x” ≤ 3.3 mg",
        "Ελλάδα привет",
    ],
)
def test_what_a_person_wrote_is_printed_as_written(words: str):
    file = made(words)
    assert words in pdf_text.pages(file)[1]
    assert b"pdfuaid" in file


@pytest.mark.parametrize("words", ["你好", "🙂"])
def test_a_letter_that_no_font_has_costs_the_claim_and_not_the_file(words: str):
    file = made(words)
    assert len(pdf_text.pages(file)) == 2
    assert b"pdfuaid" not in file


def test_the_fonts_are_shipped_and_inside_the_file():
    file = made("Words")
    assert b"AtkinsonHyperlegibleNext" in file
