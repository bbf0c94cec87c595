"""Alex shares with Sam, who has an account already or makes one."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest

from taper.actions import sharing
from taper.errors import TaperError
from taper.people.grant import Offer, Section
from taper.words import say_error
from tests.conftest import Cast

EVERYTHING = frozenset(Section)


def share_with_sam(
    cast: Cast,
    *sections: Section,
    last_day: date | None = None,
    may_observe: bool = True,
) -> None:
    """Let Sam accept what Alex offers; everything without *sections*."""
    offer = Offer(
        sections=frozenset(sections) or EVERYTHING, may_observe=may_observe, last_day=last_day
    )
    made = sharing.invite_supporter(cast.clinic, cast.alex, cast.patient, name="Sam", offer=offer)
    sharing.accept_as(cast.clinic, cast.sam, code=made.code)


@contextmanager
def refused_as(key: str) -> Iterator[None]:
    """Expect a refusal by its name, which has a sentence."""
    with pytest.raises(TaperError) as raised:
        yield
    assert raised.value.key == key
    assert say_error(raised.value)
