"""One POST to an address that was checked: to the pinned IP, no redirect, no proxy, little time, no answer read."""

import contextlib
import http.client
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError
from urllib3.util.ssl_match_hostname import CertificateError

from crm.webhooks.addresses import Target

CONNECT_SECONDS = 5
DEADLINE_SECONDS = 10
"""For everything together: a receiver that drips a byte now and then is cut off."""

MOST_IPS = 3
LONGEST_WAIT = 3600


@dataclass(frozen=True, slots=True)
class Answer:
    """`code` is None when there was none; `reason` then says why. `wait`: so many seconds the receiver asked for."""

    code: int | None
    reason: str | None
    milliseconds: int
    wait: int = 0


def post(target: Target, body: bytes, headers: Mapping[str, str], *, context: ssl.SSLContext | None = None) -> Answer:
    """Raises nothing, whatever a receiver does. Of the answer only its status and headers are read."""
    began = time.monotonic()
    answer = Answer(None, "no_connection", 0)
    for ip in target.ips[:MOST_IPS]:
        connection = _connection(target, ip, context)
        with contextlib.closing(connection), _deadline(connection, began + DEADLINE_SECONDS):
            answer = _ask(connection, target, body, headers, began)
        if answer.reason != "no_connection":
            break
    return answer


def _connection(target: Target, ip: str, context: ssl.SSLContext | None) -> HTTPConnection:
    """To this very address; the certificate has to be of the name."""
    if target.scheme == "http":
        return HTTPConnection(ip, target.port, timeout=CONNECT_SECONDS)
    return HTTPSConnection(
        ip,
        target.port,
        timeout=CONNECT_SECONDS,
        ssl_context=context or ssl.create_default_context(),
        server_hostname=target.host,
        assert_hostname=target.host,
    )


def _ask(connection: HTTPConnection, target: Target, body: bytes, headers: Mapping[str, str], began: float) -> Answer:
    """Two steps: nobody there is another thing than somebody who does not answer."""
    try:
        connection.connect()
    except (ssl.SSLError, CertificateError):
        return _failed("certificate", began)
    except (OSError, HTTPError):
        return _failed("no_connection", began)
    try:
        connection.request("POST", target.path, body, {"Host": target.host_header, **headers}, preload_content=False)
        response = connection.getresponse()
    except TimeoutError:
        return _failed("too_slow", began)
    except (OSError, HTTPError, http.client.HTTPException, ValueError):
        return _failed("broke_off", began)
    return Answer(response.status, None, _since(began), _wait(response.headers.get("Retry-After")))


def _failed(reason: str, began: float) -> Answer:
    """What breaks at the deadline was cut by us."""
    milliseconds = _since(began)
    return Answer(None, "too_slow" if milliseconds >= 1000 * DEADLINE_SECONDS else reason, milliseconds)


@contextlib.contextmanager
def _deadline(connection: HTTPConnection, moment: float) -> Iterator[None]:
    """At this moment the connection is cut, whatever goes on: a timeout alone begins anew with each byte."""

    def cut() -> None:
        if connection.sock:
            with contextlib.suppress(OSError):
                connection.sock.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(max(0.0, moment - time.monotonic()), cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _since(began: float) -> int:
    return round((time.monotonic() - began) * 1000)


def _wait(value: str | None) -> int:
    """Seconds; a receiver that names a day is asked again within the hour."""
    return min(int(value), LONGEST_WAIT) if value and value.isascii() and value.isdigit() else 0
