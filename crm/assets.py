"""Static files with their content's hash in the name, served by WhiteNoise and cached for a year."""

import hashlib
import re
from pathlib import Path
from typing import Any

from flask import Flask
from whitenoise import WhiteNoise

_HASHED = re.compile(r"\.[0-9a-f]{12}(\.[a-z0-9]+)$")
YEAR = 365 * 24 * 3600


def register(app: Flask) -> None:
    folder = Path(app.static_folder or "static")
    digests: dict[str, str] = {}

    @app.url_defaults
    def add_hash(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static" and "filename" in values:
            values["filename"] = hashed(folder, values["filename"], digests)

    app.wsgi_app = _HashedFiles(  # type: ignore[method-assign]
        app.wsgi_app, root=str(folder), prefix="static/", max_age=3600, autorefresh=False
    )


def hashed(folder: Path, name: str, digests: dict[str, str]) -> str:
    """`a.css` becomes `a.<12 hex>.css`; read once per process."""
    if name not in digests:
        path = folder / name
        digest = hashlib.sha256(path.read_bytes()).hexdigest()[:12] if path.is_file() else ""
        digests[name] = f"{path.with_suffix('').relative_to(folder)}.{digest}{path.suffix}" if digest else name
    return digests[name]


class _HashedFiles(WhiteNoise):
    """Finds `a.css` under its hashed name, and lets that name be cached for ever."""

    def __call__(self, environ: Any, start_response: Any) -> Any:
        path = environ.get("PATH_INFO", "")
        plain = _HASHED.sub(r"\1", path)
        if plain != path and plain in self.files:
            environ["PATH_INFO"] = plain

            def forever(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
                kept = [(name, value) for name, value in headers if name.lower() != "cache-control"]
                return start_response(status, [*kept, ("Cache-Control", f"max-age={YEAR}, public, immutable")], *rest)

            return super().__call__(environ, forever)
        return super().__call__(environ, start_response)
