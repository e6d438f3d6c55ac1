"""Which address is visiting, when a proxy stands in front: its word about it, and only a neighbour's word."""

import ipaddress
from typing import Any

from flask import Flask, request
from werkzeug.middleware.proxy_fix import ProxyFix


def register(app: Flask) -> None:
    """With https a proxy stands in front (gunicorn speaks http), so the last X-Forwarded-For was written by it."""
    if app.config["CRM_PUBLIC_URL"].startswith("https://"):
        app.wsgi_app = _OneProxy(app.wsgi_app)  # type: ignore[method-assign]


class _OneProxy:
    """Believes one hop, from this machine or a private network. Host and scheme come from CRM_PUBLIC_URL alone."""

    def __init__(self, direct: Any) -> None:
        self.direct = direct
        self.behind = ProxyFix(direct, x_for=1, x_proto=0, x_host=0, x_port=0, x_prefix=0)

    def __call__(self, environ: Any, start_response: Any) -> Any:
        app = self.behind if _is_neighbour(environ.get("REMOTE_ADDR", "")) else self.direct
        return app(environ, start_response)


def _is_neighbour(address: str) -> bool:
    """An empty address is a socket on this machine."""
    try:
        return not address or ipaddress.ip_address(address).is_private
    except ValueError:
        return False


def visitor() -> str:
    """What limits per visitor count by: an IPv4 address, or the /64 that every IPv6 household has to itself."""
    try:
        address = ipaddress.ip_address(request.remote_addr or "")
    except ValueError:
        return ""
    return str(address if address.version == 4 else ipaddress.ip_network((address, 64), strict=False))
