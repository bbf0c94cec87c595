"""What every page shares: its top, its foot, answers to a save, and refusals in words."""

import hashlib
from collections.abc import Callable, Sequence
from datetime import timedelta
from html import escape
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from taper.errors import TaperError
from taper.ui import here, navigation
from taper.words import say, say_error
from taper.words.language import in_use

_STYLESHEET = Path(__file__).parent / "static" / "taper.css"
# Fetched once and kept by the browser: written into the page, it would travel at every rerun.
# Its address changes with its content.
_MARK = hashlib.sha256(_STYLESHEET.read_bytes()).hexdigest()[:12]
_STYLE = f"<style>@import url('/app/static/taper.css?{_MARK}')</style>"
_ANSWER = "answer"  # what the last callback has to say
_PAGE = "page"  # which page it belongs to
_KEPT = "kept-by-page"  # what the page in sight remembers


def style() -> None:
    """Ask for the one stylesheet."""
    st.html(_STYLE)


@st.fragment(run_every=timedelta(days=7))
def draw_again_when_reconnected() -> None:
    """Draw nothing: a browser asks for the whole page after a lost line if a part runs by itself.

    Without such a part it keeps what is in sight, which may be half a page: the program stops
    drawing where the line breaks. Longer than 24 days would run at once, again and again.
    """


def top(pages: Sequence[StreamlitPage], shown: StreamlitPage) -> None:
    """Draw what stands above every page: the way to each page, and help in one tap.

    The links stand in sight on a phone too; Streamlit's own menu hides them there.
    """
    style()
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="top"):
        _draw_links(pages, shown)
        st.link_button(
            say("shell.crisis"), here.crisis_page(), icon=":material/support:", key="crisis"
        )
        leave_quickly()
        st.link_button(say("shell.sign_out"), "/sign-out", type="tertiary", key="sign-out")
    if here.clinic().settings.demo:
        st.info(say("shell.demo_banner"), icon=":material/science:")


def _draw_links(pages: Sequence[StreamlitPage], shown: StreamlitPage) -> None:
    """Draw the few links of the first line, and the rest behind one button."""
    actor = here.me()
    for page in pages:
        if page.visibility == "visible" and navigation.in_first_line(page, actor):
            st.page_link(page, width="content")
    more = navigation.behind_more(pages, actor)
    if more:
        # A key for each page: the same one would stay open over the page that was chosen in it.
        with st.popover(say("shell.more"), type="tertiary", key=f"more-{shown.url_path}"):
            for page in more:
                st.page_link(page, width="stretch")


def leave_quickly() -> None:
    """Draw the link that puts a neutral page in this one's place: no new tab, no referrer."""
    address, words = escape(here.clinic().settings.leave_to), escape(say("shell.leave"))
    with st.container(key="leave", width="content"):
        st.html(f'<a href="{address}" rel="noreferrer nofollow">{words}</a>')


def foot() -> None:
    """Draw what stands below every page."""
    with st.container(key="foot"):
        st.caption(say("product.purpose"))


def title(text: str, below: str = "") -> None:
    """Draw a page's title, and the line that says whose and when."""
    st.title(text, anchor=False)
    if below:
        st.text(below)


def attempt(act: Callable[[], str | None]) -> None:
    """Run a callback's *act*; keep its sentence, or the refusal's, for the run that follows.

    Nothing of `act` may draw: a second click would cut it there and leave it half done. It gives
    no sentence where the page shows by itself what was done.
    """
    quiet()
    try:
        done = act()
    except TaperError as error:
        st.session_state[_ANSWER] = ("refused", say_error(error))
    else:
        if done is not None:
            st.session_state[_ANSWER] = ("done", done)


def arrive(page: str) -> None:
    """Let go of the last answer, and of what a page remembers, where another page was opened.

    *page* names the page, and whose record is in sight there.
    """
    if st.session_state.get(_PAGE) != page:
        st.session_state[_PAGE] = page
        st.session_state.pop(_KEPT, None)
        quiet()


def kept() -> dict[str, Any]:
    """Give what the page in sight remembers until another one is opened."""
    found: dict[str, Any] = st.session_state.setdefault(_KEPT, {})
    return found


def quiet() -> None:
    """Let go of the last answer: something new has begun."""
    st.session_state.pop(_ANSWER, None)


def answer() -> None:
    """Show what the last callback had to say, until something new begins.

    Not once: the run that shows it may be cut by a second click before anybody sees it.
    """
    kind, sentence = st.session_state.get(_ANSWER, ("", ""))
    if kind == "done":
        st.success(sentence, icon=":material/check:")
    elif kind == "refused":
        st.error(sentence, icon=":material/error:")


def succeeded() -> bool:
    """Say whether the last callback did what it was asked to."""
    return bool(st.session_state.get(_ANSWER, ("", ""))[0] == "done")


def own_words(label: str, words: str) -> None:
    """Show what somebody wrote, as written: never as markdown, which could fetch or disguise."""
    st.markdown(f"**{label}**")
    st.text(words)


def quoted(words: str, language: str, *, small: bool = False) -> None:
    """Show words of facts/ in the *language* they are in, marked so where the page has another."""
    if language in ("", in_use().code):
        (st.caption if small else st.text)(words)
    else:
        size = "small" if small else "span"
        st.html(f'<{size} lang="{escape(language)}">{escape(words)}</{size}>')


def refuse(error: TaperError) -> None:
    """Show a refusal in place of a page."""
    st.error(say_error(error), icon=":material/error:")
