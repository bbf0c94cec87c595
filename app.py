"""The one process: Streamlit's pages, and beside them the guard, sign-in and downloads.

`streamlit run` finds the line ``app = st.App(...)`` by reading this file, so it stays one.
"""

from pathlib import Path

import streamlit as st
from google.protobuf.message import DecodeError
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

import taper
from taper.errors import TaperError
from taper.settings import Settings
from taper.web.lifespan import lifespan
from taper.web.logs import log_failure
from taper.web.routes import exception_handlers, middleware, routes
from taper.words import say, say_error


def warm_up() -> None:
    """Build a chart before anybody asks: the first visitor would wait a second for it."""
    from taper.charts.compare import ChartItems, compare_spec

    compare_spec(ChartItems(medicines=("",), symptoms=()), mode="light")


def message_kind(message: bytes) -> str | None:
    """Say which kind of message a browser sent to Streamlit; None for anything unreadable."""
    try:
        return BackMsg.FromString(message).WhichOneof("type")
    except DecodeError:
        return None


def run_state(message: bytes) -> bool | None:
    """Say whether Streamlit tells of a run that begins (True) or is over (False)."""
    try:
        told = ForwardMsg.FromString(message)
    except DecodeError:
        return None
    match told.WhichOneof("type"):
        case "new_session":
            return True
        case "script_finished":  # one that ends early is followed by the run it made way for
            return told.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN
    return None


def show_script_error(error: Exception) -> bool:
    """Show a refusal in its own words, and a fault of the program by the number in the log."""
    if isinstance(error, TaperError):
        st.error(say_error(error))
    else:
        st.error(say("web_error.script", id=log_failure(error, of="page")))
    return True


# By way of the package, since an installed copy of this file lies elsewhere (taper/launcher/).
app = st.App(
    Path(taper.__file__).parent / "ui" / "shell.py",
    routes=routes(),
    middleware=middleware(Settings(), message_kind=message_kind, run_state=run_state),
    lifespan=lifespan(warm_up),
    on_script_error=show_script_error,
    exception_handlers=exception_handlers(),
)
