"""What a call ends in: a value, or a refusal that has its sentence."""

from collections.abc import Callable
from typing import TypeVar

from taper.errors import TaperError
from taper.words import say_error

Value = TypeVar("Value")


def tried(call: Callable[[], Value]) -> Value | TaperError:
    """Give the value of *call* or its refusal; anything else that is raised is a bug and rises."""
    try:
        return call()
    except TaperError as error:
        say_error(error)  # KeyError where a sentence or one of its values is missing
        return error
