"""What a call ends in: a value, or a refusal that has its sentence."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import pytest

from taper.errors import TaperError
from taper.words import say_error

Value = TypeVar("Value")


@contextmanager
def refused(key: str, **values: object) -> Iterator[None]:
    """Expect the refusal *key* with exactly *values*, which has its sentence."""
    with pytest.raises(TaperError) as raised:
        yield
    assert (raised.value.key, raised.value.values) == (key, values)
    say_error(raised.value)  # KeyError where a sentence or one of its values is missing


def tried(call: Callable[[], Value]) -> Value | TaperError:
    """Give the value of *call* or its refusal; anything else that is raised is a bug and rises."""
    try:
        return call()
    except TaperError as error:
        say_error(error)  # KeyError where a sentence or one of its values is missing
        return error
