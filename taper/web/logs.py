"""Logs: JSON lines to stderr with ids in them, and nothing that a person typed."""

import logging
import secrets
import sys
import traceback
from types import TracebackType

import structlog

# Servers and Streamlit log through these; each brings handlers of its own, which would not be JSON.
_FOREIGN = ("streamlit", "uvicorn", "websockets", "alembic", "sqlalchemy")
# A line per request would hold addresses, and an invitation's address is its code.
_SILENT = "uvicorn.access"

ExceptionInfo = (
    tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
)


def where(error: BaseException) -> str:
    """Give the type of *error* and the lines it passed through, but not its text.

    The text of an exception may hold what somebody typed: a value, a name, a row.
    """
    passed = [
        f"{frame.filename}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(error.__traceback__)
    ]
    kind = f"{type(error).__module__}.{type(error).__qualname__}"
    caused_by = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "\n".join([*passed, kind, *([where(caused_by)] if caused_by else [])])


class QuietRecord(logging.LogRecord):
    """A log record whose traceback is written by `where`, whichever handler prints it."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # handed on as they came
        if self.exc_info and self.exc_info[1] is not None:
            self.exc_text = where(self.exc_info[1])


def set_up_logs(level: int = logging.INFO) -> None:
    """Send every log line to stderr as one line of JSON; may be called again."""
    shared: list[structlog.typing.Processor] = [
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    logging.setLogRecordFactory(QuietRecord)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, _traceback_as_written],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    logging.basicConfig(handlers=[handler], level=level, force=True)
    for name in list(logging.root.manager.loggerDict):
        if name.partition(".")[0] in _FOREIGN:
            logger = logging.getLogger(name)
            logger.handlers.clear()
            logger.setLevel(logging.WARNING)
            logger.propagate = name != _SILENT
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def _traceback_as_written(
    _logger: object, _method: str, event: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    record = event.get("_record")
    if event.pop("exc_info", None) and isinstance(record, logging.LogRecord):
        event["where"] = record.exc_text
    return event


def log_failure(error: BaseException, *, of: str) -> str:
    """Log *error*, met in *of*, and give the number under which it can be found."""
    number = secrets.token_hex(4)
    structlog.get_logger("taper").error("failed", id=number, of=of, where=where(error))
    return number
