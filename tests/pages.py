"""A page as somebody sees it, without a browser: Streamlit's AppTest on the real shell."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from streamlit.testing.v1 import AppTest

import taper
from taper.actions import clinic as clinics
from taper.people.person import Actor
from tests.conftest import Cast

SHELL = Path(taper.__file__).parent / "ui" / "shell.py"


@contextmanager
def served(cast: Cast) -> Iterator[None]:
    """Serve the cast's clinic to pages."""
    clinics._running.append(cast.clinic)
    try:
        yield
    finally:
        clinics._running.clear()


def opened(actor: Actor, page: str = "", **query: str) -> AppTest:
    """Open a page as *actor*; nothing may have gone wrong in it."""
    at = AppTest.from_file(str(SHELL), default_timeout=30)
    at.user = {"session": actor.session, "person": str(actor.person)}
    for name, value in query.items():
        at.query_params[name] = value
    at.run()
    if page:
        at.switch_page(str(SHELL.parent / "views" / f"{page}.py"))
        at.run()
    assert not at.exception, at.exception
    return at


def text(at: AppTest) -> str:
    """Give everything that is written on the page."""
    kinds = (
        at.title,
        at.header,
        at.subheader,
        at.markdown,
        at.text,
        at.caption,
        at.info,
        at.error,
        at.success,
    )
    found = [element.value for kind in kinds for element in kind]
    found += [f"{each.label} {each.value}" for each in at.metric]
    return "\n".join(map(str, found))
