"""The line between page and program: what is typed outlives a loss in the middle of a run."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.types import Message
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from taper.web import line as lines
from taper.web.guard import is_back
from taper.web.line import LONGEST_STATE, Line, Lines
from tests.web_client import state_of

LOST: Message = {"type": "websocket.disconnect", "code": 1001}


def finished(status: ForwardMsg.ScriptFinishedStatus.ValueType) -> bytes:
    return ForwardMsg(script_finished=status).SerializeToString()


def begun() -> bytes:
    told = ForwardMsg()
    told.new_session.name = "shell"
    return told.SerializeToString()


OVER = finished(ForwardMsg.FINISHED_SUCCESSFULLY)
EARLY = finished(ForwardMsg.FINISHED_EARLY_FOR_RERUN)


@dataclass
class Wire:
    """A line whose page is gone, with what came over it and when Streamlit heard of the loss."""

    line: Line = field(default_factory=lambda: Line(state_of))
    came: list[Message] = field(default_factory=list)
    is_told: bool = False

    async def send(self, message: Message) -> None:
        if self.line.is_lost:
            raise AssertionError("nothing is sent over a line known to be lost")
        self.came.append(message)

    async def lose(self) -> None:
        async def receive() -> Message:
            return LOST

        assert await self.line.receiving(receive)() == LOST
        self.is_told = True

    async def tell(self, *messages: bytes) -> None:
        passed_on = self.line.sending(self.send)
        for message in messages:
            await passed_on({"type": "websocket.send", "bytes": message})


def played(play: Callable[[Wire], Awaitable[None]]) -> Wire:
    wire = Wire()

    async def whole() -> None:
        await play(wire)

    asyncio.run(whole())
    return wire


def test_a_loss_in_the_middle_of_a_run_is_told_once_the_run_is_over():
    async def play(wire: Wire) -> None:
        wire.line.run_begins()
        lost = asyncio.create_task(wire.lose())
        await asyncio.sleep(0.3)
        assert not wire.is_told
        await wire.tell(begun(), b"x" * (LONGEST_STATE + 1), OVER)
        await lost

    assert played(play).came == []


def test_a_loss_between_runs_is_told_at_once():
    async def play(wire: Wire) -> None:
        await wire.tell(begun(), OVER)
        before = time.monotonic()
        await wire.lose()
        assert time.monotonic() - before < 0.1

    assert len(played(play).came) == 2


@pytest.mark.parametrize("between", [EARLY, OVER], ids=["early", "just over"])
def test_a_run_that_makes_way_for_another_is_not_the_last(between: bytes):
    async def play(wire: Wire) -> None:
        await wire.tell(begun())
        lost = asyncio.create_task(wire.lose())
        await asyncio.sleep(0)
        await wire.tell(between)
        await asyncio.sleep(0.02)
        await wire.tell(begun())
        await asyncio.sleep(0.3)
        assert not wire.is_told
        await wire.tell(OVER)
        await lost

    assert played(play).is_told


def test_a_run_without_end_is_not_waited_for_longer_than_a_browser_waits(
    monkeypatch: pytest.MonkeyPatch,
):
    assert lines.LONGEST_WAIT < 15
    monkeypatch.setattr(lines, "LONGEST_WAIT", 0.2)

    async def play(wire: Wire) -> None:
        wire.line.run_begins()
        await asyncio.wait_for(wire.lose(), 2)

    assert played(play).is_told


def test_a_line_found_lost_while_sending_is_no_fault():
    async def broken(_message: Message) -> None:
        raise ConnectionResetError

    async def play(wire: Wire) -> None:
        passed_on = wire.line.sending(broken)
        await passed_on({"type": "websocket.send", "bytes": begun()})
        assert wire.line.is_lost
        await wire.tell(OVER)

    assert played(play).line.is_idle.is_set()


def test_a_page_that_comes_back_waits_for_the_run_of_its_own_session_alone():
    async def play(wire: Wire) -> None:
        others = Lines()
        others.opened("alex", wire.line)
        wire.line.run_begins()
        await asyncio.wait_for(others.until_idle("ada"), 0.05)
        waiting = asyncio.create_task(others.until_idle("alex"))
        await asyncio.sleep(0.2)
        assert not waiting.done()
        await wire.tell(OVER)
        await waiting
        others.closed("alex", wire.line)
        wire.line.run_begins()
        await asyncio.wait_for(others.until_idle("alex"), 0.05)

    played(play)


@pytest.mark.parametrize(
    ("named", "back"),
    [("", False), ("streamlit, token", False), ("streamlit, token, session", True)],
)
def test_a_page_comes_back_where_it_names_its_session(named: str, back: bool):
    headers = [(b"sec-websocket-protocol", named.encode())] if named else []
    assert is_back({"type": "websocket", "headers": headers}) is back


@pytest.mark.parametrize(
    ("told", "state"),
    [
        (begun(), True),
        (EARLY, True),
        (OVER, False),
        (finished(ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY), False),
        (finished(ForwardMsg.FINISHED_WITH_COMPILE_ERROR), False),
        (ForwardMsg(ref_hash="x").SerializeToString(), None),
    ],
)
def test_what_streamlit_tells_of_its_runs_is_read(told: bytes, state: bool | None):
    assert len(told) <= LONGEST_STATE
    assert state_of(told) is state


@given(st.binary(max_size=60))
def test_rubbish_tells_nothing_and_is_no_fault(rubbish: bytes):
    assert state_of(rubbish) in {True, False, None}
