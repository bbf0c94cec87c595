"""Every script-free page: well formed, without scripts, with a crisis page one tap away."""

import re
import tomllib
from collections.abc import Iterator
from importlib.resources import files
from itertools import pairwise

import httpx
import pytest

from taper.actions import clinic as clinics
from taper.actions import people, share_links, sharing
from taper.facts.crisis import crisis
from taper.people.grant import Offer, Section
from taper.web import page as pages
from taper.words import say
from tests.conftest import PASSWORD, Cast
from tests.saving import TODAY
from tests.web_client import ROOT, Browser, read

CSS = files("taper.web").joinpath("pages/page.css").read_text("utf-8")


@pytest.fixture
def cast(sqlite_cast: Cast) -> Iterator[Cast]:
    """The cast, as the clinic that runs."""
    clinics.start(sqlite_cast.clinic)
    yield sqlite_cast
    clinics.stop()


def all_pages(cast: Cast) -> dict[str, httpx.Response]:
    """Open every page there is, as each kind of reader."""
    stranger, alex = Browser(cast.clinic.settings), Browser(cast.clinic.settings)
    alex.sign_in("alex", PASSWORD)
    code = people.invite_patient(cast.clinic, cast.dr_bose, name="Robin", zone="UTC").code
    everything = Offer(sections=frozenset(Section), may_observe=True, last_day=TODAY)
    support = sharing.invite_supporter(
        cast.clinic, cast.alex, cast.patient, name="Pat", offer=everything
    ).code
    link = share_links.make_link(
        cast.clinic, cast.alex, cast.patient, name="Dr Vega", sections=share_links.SHAREABLE, days=7
    )
    return {
        "sign in": stranger.get("/sign-in"),
        "signed out": stranger.get("/sign-in?signed-out"),
        "refused": stranger.sign_in("alex", "wrong"),
        "sign out": alex.get("/sign-out"),
        "sign out as nobody": stranger.get("/sign-out"),
        "invitation": stranger.get(f"/invitation/{code}"),
        "invitation refused": stranger.post(f"/invitation/{code}", agreed="yes"),
        "support": stranger.get(f"/support/{support}"),
        "support as somebody": alex.get(f"/support/{support}"),
        "support refused": stranger.post(f"/support/{support}", sign_in_name="x"),
        "support unknown": stranger.get("/support/x"),
        "link": stranger.get(f"/shared/{link.secret}"),
        "link refused": stranger.post(f"/shared/{link.secret}", code="1"),
        "link opened": stranger.post(f"/shared/{link.secret}", code=link.code),
        "link unknown": stranger.get("/shared/x"),
        "invitation unknown": stranger.get("/invitation/x"),
        "crisis": stranger.get("/crisis"),
        "crisis of a country": stranger.get("/crisis?country=GB"),
        "crisis of no country": stranger.get("/crisis?country=%3Cb%3E"),
        "not this way": stranger.get("/demo/enter"),
        "from elsewhere": stranger.client.post("/sign-in"),
        "too long": stranger.post("/sign-in", name="a" * 9000),
        "not yours": alex.get("/export/timeline.csv?patient=0000000000001"),
        "broken": alex.get("/breaks"),
    }


def test_every_template_there_is_was_opened_by_these_tests(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
):
    # After the first two: test_web_set_up, test_web_account, test_web_second_factor,
    # test_web_single_sign_on, test_web_clinic_trail, test_web_restore.
    opened = {"base.html", "fields.html", "set_up.html", "account.html"}
    opened |= {"sign_in_code.html", "second_factor.html", "recovery_codes.html"}
    opened |= {"clinic.html", "entry_code.html", "entry.html", "forgotten.html", "care.html"}
    opened |= {"single_sign_on.html", "clinic_trail.html"}
    opened |= {"restore.html", "restore_look.html", "restored.html"}
    real = pages.page

    def noting(template: str, *given: object, **values: object) -> httpx.Response:
        opened.add(template)
        return real(template, *given, **values)  # type: ignore[arg-type,return-value]

    for module in ("crisis", "errors", "invitation", "share", "sign_in", "support"):
        monkeypatch.setattr(f"taper.web.{module}.page", noting)
    all_pages(cast)
    assert opened == {
        file.name for file in files("taper.web").joinpath("pages").iterdir() if ".html" in file.name
    }


def test_every_page_can_be_left_quickly_and_says_nothing_to_the_page_that_comes(cast: Cast):
    elsewhere = cast.clinic.settings.leave_to
    for name, answer in all_pages(cast).items():
        ways = [link for link in read(answer).all("a") if link["href"] == elsewhere]
        assert [way["rel"] for way in ways] == ["noreferrer nofollow"], name
        assert "target" not in ways[0], name


def test_every_page_is_well_formed_and_says_its_language_and_title(cast: Cast):
    for name, answer in all_pages(cast).items():
        assert answer.text.lower().startswith("<!doctype html>"), name
        page = read(answer)
        assert page.all("html") == [{"lang": "en", "dir": "ltr"}], name
        assert [len(page.all(tag)) for tag in ("title", "h1", "main", "footer")] == [1] * 4, name


def test_every_page_is_without_script_and_without_style_of_its_own(cast: Cast):
    for name, answer in all_pages(cast).items():
        page = read(answer)
        assert not page.all("script") + page.all("style") + page.all("iframe"), name
        for _, attributes in page.tags:
            assert not [key for key in attributes if key.startswith("on") or key == "style"], name


def test_every_page_loads_from_here_alone(cast: Cast):
    elsewhere = cast.clinic.settings.leave_to
    for name, answer in all_pages(cast).items():
        for tag, attributes in read(answer).tags:
            if tag != "svg":
                linked = [attributes.get(key) for key in ("href", "src", "action")]
                if tag == "a" and elsewhere in linked:  # loads nothing until it is tapped
                    continue
                here = re.compile(r"[/#]|tel:|sms:|data:image/svg")
                assert all(here.match(link) for link in linked if link), name


def test_a_policy_stands_on_every_page_that_lets_no_script_run(cast: Cast):
    for answer in all_pages(cast).values():
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "script-src" not in policy
        assert "unsafe" not in policy
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-frame-options"] == "DENY"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "same-origin"


def test_crisis_numbers_are_one_tap_from_every_page(cast: Cast):
    for name, answer in all_pages(cast).items():
        links = [link.get("href") or "" for link in read(answer).all("a")]
        assert "/crisis" in links or any(link.startswith("tel:") for link in links), name


def test_every_number_there_is_can_be_called_or_written_to_as_it_stands(cast: Cast):
    facts = crisis()
    stranger = Browser(cast.clinic.settings)
    for country in facts.countries:
        page = read(stranger.get(f"/crisis?country={country}"))
        links = {str(link.get("href")) for link in page.all("a")}
        lines = facts.lines_of(country)
        wanted = {f"tel:{line.call}" for line in lines if line.call}
        wanted |= {f"sms:{line.text}" for line in lines if line.text}
        wanted |= {f"tel:{facts.emergency_of(country)}"} if facts.emergency_of(country) else set()
        wanted = {each.replace(" ", "") for each in wanted}
        assert {link for link in links if link.startswith(("tel:", "sms:"))} == wanted, country


def test_the_purpose_stands_at_the_foot_of_every_page(cast: Cast):
    for name, answer in all_pages(cast).items():
        assert say("product.purpose") in answer.text.replace("&#39;", "'").split("<footer>")[1], (
            name
        )


def test_every_field_has_a_label_and_every_id_is_there_once(cast: Cast):
    for name, answer in all_pages(cast).items():
        page = read(answer)
        ids = [str(attributes["id"]) for _, attributes in page.tags if "id" in attributes]
        assert len(ids) == len(set(ids)), name
        labelled = {label.get("for") for label in page.all("label")}
        for field in page.all("input") + page.all("select"):
            assert field.get("id") in labelled or field.get("type") == "radio", name
        for _, attributes in page.tags:
            for pointer in ("aria-describedby", "aria-labelledby", "for"):
                assert attributes.get(pointer, ids[0]) in ids, name


def test_headings_go_down_one_step_at_a_time(cast: Cast):
    for name, answer in all_pages(cast).items():
        levels = [int(tag[1]) for tag, _ in read(answer).tags if re.fullmatch("h[1-6]", tag)]
        assert levels[0] == 1, name
        assert all(after <= before + 1 for before, after in pairwise(levels)), name


def test_no_title_names_a_medicine_a_dose_or_a_person(cast: Cast):
    for answer in all_pages(cast).values():
        title = answer.text.split("<title>")[1].split("</title>")[0]
        assert not re.search(
            "taper|dose|medic|antidep|alex|robin|bose|crisis", title, re.IGNORECASE
        )


# --- the crisis page


def test_the_crisis_page_of_a_country_shows_its_numbers_and_no_others(cast: Cast):
    page = read(Browser(cast.clinic.settings).get("/crisis?country=NZ"))
    links = {link["href"] for link in page.all("a")}
    assert {"tel:111", "tel:1737", "sms:1737", "tel:0508828865"} <= links
    assert not {"tel:999", "tel:988"} & links
    assert [option["value"] for option in page.all("option") if "selected" in option] == ["NZ"]


def test_without_a_choice_every_country_is_shown_and_none_is_chosen(cast: Cast):
    page = read(Browser(cast.clinic.settings).get("/crisis"))
    links = {link["href"] for link in page.all("a")}
    assert {"tel:999", "tel:988", "tel:000", "tel:112", "sms:85258"} <= links
    assert not [option for option in page.all("option") if "selected" in option]


@pytest.mark.parametrize("asked", ["XX", "gb", "<script>", "GB' or 1=1", "🧭"])
def test_a_country_that_is_not_listed_shows_all_and_says_so(cast: Cast, asked: str):
    answer = Browser(cast.clinic.settings).client.get("/crisis", params={"country": asked})
    page = read(answer)
    assert page.says(say("crisis.country_unknown"))
    assert len(page.all("option")) == 1 + len(pages.countries_by_name())


def test_the_crisis_page_needs_no_clinic_and_no_database(cast: Cast):
    browser = Browser(cast.clinic.settings)
    browser.sign_in("alex", PASSWORD)
    clinics.stop()
    assert browser.get("/crisis").status_code == 200


# --- colours


def palette(css: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", css))


LIGHT = palette(CSS.split("@media")[0])
DARK = palette(CSS.split("prefers-color-scheme: dark")[1].split("}")[0])
THEME = tomllib.loads((ROOT / ".streamlit/config.toml").read_text("utf-8"))["theme"]


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted(map(luminance, (one, other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_the_contrast_of_black_and_white_is_21():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_words_can_be_read_on_every_ground_they_stand_on(colours: dict[str, str]):
    for ink in ("ink", "soft", "teal", "teal-strong"):
        for ground in ("ground", "card", "tint"):
            assert contrast(colours[ink], colours[ground]) >= 4.5, (ink, ground)
    assert contrast(colours["ink"], colours["note"]) >= 4.5
    for teal in ("teal", "teal-strong"):
        assert contrast(colours["on-teal"], colours[teal]) >= 4.5
    for ground in ("ground", "card"):
        assert contrast(colours["edge"], colours[ground]) >= 3


@pytest.mark.parametrize(("colours", "theme"), [(LIGHT, "light"), (DARK, "dark")])
def test_streamlits_pages_have_the_same_colours(colours: dict[str, str], theme: str):
    ours = THEME[theme]
    assert ours["primaryColor"] == ours["linkColor"] == colours["teal"]
    assert ours["textColor"] == colours["ink"]
    assert ours["borderColor"] == colours["edge"]
    for ground in ("backgroundColor", "secondaryBackgroundColor"):
        for place in (ours, ours["sidebar"]):
            assert contrast(ours["textColor"], place[ground]) >= 4.5
            assert contrast(ours["linkColor"], place[ground]) >= 4.5


def test_the_theme_names_no_base_so_that_the_system_decides():
    assert "base" not in THEME
    assert {"light", "dark"} <= set(THEME)


def test_every_font_and_address_of_the_stylesheet_is_our_own():
    addresses = re.findall(r'url\("([^"]*)"\)', CSS)
    for address in addresses:
        if not address.startswith("data:image/svg+xml,"):
            assert (ROOT / "taper/ui/static" / address.removeprefix("/app/static/")).exists()
    faces = [face["url"] for face in THEME["fontFaces"]]
    assert [face.removeprefix("app/static/") for face in faces] == [
        address.removeprefix("/app/static/") for address in addresses if "/app/static/" in address
    ]


def test_the_stylesheet_changes_its_address_with_its_content(cast: Cast):
    browser = Browser(cast.clinic.settings)
    (sheet,) = [
        link for link in read(browser.get("/sign-in")).all("link") if link["rel"] == "stylesheet"
    ]
    answer = browser.get(str(sheet["href"]))
    assert re.fullmatch(r"/page\.css\?[0-9a-f]{12}", str(sheet["href"]))
    assert answer.headers["content-type"].startswith("text/css")
    assert "immutable" in answer.headers["cache-control"]


def test_a_country_goes_by_its_name():
    names = [name for _, name in pages.countries_by_name()]
    assert names == sorted(names)
    assert ("GB", "United Kingdom") in pages.countries_by_name()
