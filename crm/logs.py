"""One JSON line per request and per event, to stderr. Ids and the URL's rule; never names, addresses or secrets."""

import logging
import secrets
import sys
import time
import traceback
from types import TracebackType

import structlog
from flask import Flask, Response, g, request

log = structlog.get_logger()


def register(app: Flask) -> None:
    configure(app.config["CRM_LOG_LEVEL"])
    app.before_request(_begin)
    app.after_request(_end)


def configure(level: str) -> None:
    """Structlog for our own lines, and the same shape for the lines of libraries."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.processors.JSONRenderer()],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(max(logging.getLevelName(level), logging.WARNING))


def _begin() -> None:
    g.started = time.perf_counter()
    g.reference = secrets.token_hex(4)


def _end(response: Response) -> Response:
    if request.endpoint != "static" and "started" in g:
        log.info(
            "request",
            method=request.method,
            endpoint=request.endpoint,
            rule=str(request.url_rule) if request.url_rule else None,
            status=response.status_code,
            ms=round((time.perf_counter() - g.started) * 1000),
            reference=g.reference,
        )
    return response


def places(trace: TracebackType | None) -> list[str]:
    """Where it happened: file and line of each frame, without values."""
    frames = traceback.extract_tb(trace)[-8:]
    return [f"{'/'.join(frame.filename.rsplit('/', 2)[-2:])}:{frame.lineno}" for frame in frames]


def log_exception(error: BaseException, **ids: object) -> None:
    """The kind of an error and its places. The message is left out: it may quote a person's data."""
    reference = g.get("reference") if g else None
    log.error("error", kind=type(error).__name__, at=places(error.__traceback__), reference=reference, **ids)
