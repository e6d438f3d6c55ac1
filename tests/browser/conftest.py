"""A real browser against a real installation: `weerzien serve`, its worker, and mail in a folder."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser, sync_playwright
from werkzeug.serving import make_server

from tests.browser.visitor import Visitor
from tests.factories import PASSWORD
from tests.journeys.processes import Installation, free_port

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("browser")
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason="no Chromium here: apt-get install chromium"))


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS, *sandbox])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def set_up(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an installation that was set up a moment ago."""
    installed = Installation(tmp_path_factory.mktemp("installation"))
    installed.run("db", "upgrade")
    installed.run(
        *("setup", "--name", "Kadewerk", "--privacy-email", "privacy@kadewerk.example"),
        *("--sender-email", "werk@kadewerk.example", "--email", "sanne@kadewerk.example"),
        *("--user-name", "Sanne Bakker", "--password-stdin"),
        stdin=f"{PASSWORD}\n",
    )
    installed.settle(quiet_hours=False, send_delays="{}")
    return installed.folder


@pytest.fixture
def site(tmp_path: Path, set_up: Path) -> Iterator[Installation]:
    """Such an installation, being served."""
    shutil.copytree(set_up, tmp_path, dirs_exist_ok=True)
    installed = Installation(tmp_path)
    port = free_port()
    installed.environment["CRM_PUBLIC_URL"] = f"http://127.0.0.1:{port}"
    installed.serve(port)
    yield installed
    installed.stop()


@pytest.fixture
def visit(chromium: Browser, site: Installation):  # type: ignore[no-untyped-def]
    """A new visitor: `visit(width=390, language="nl")`. What the browser complained of fails the test."""
    visitors: list[Visitor] = []

    def arrive(**options: object) -> Visitor:
        visitors.append(Visitor(chromium, site.environment["CRM_PUBLIC_URL"], **options))
        return visitors[-1]

    yield arrive
    for visitor in visitors:
        visitor.leave()
    complaints = [complaint for visitor in visitors for complaint in visitor.complaints]
    assert not complaints, f"the browser complained: {complaints}"


@pytest.fixture
def people(app, organisation, monkeypatch, chromium):  # type: ignore[no-untyped-def]
    """Visitors of a site that runs inside the test, so that its clock can move: `people(width=390, language="nl")`."""
    server = make_server("127.0.0.1", 0, app)
    address = f"http://127.0.0.1:{server.port}"
    monkeypatch.setitem(app.config, "CRM_PUBLIC_URL", address)
    Thread(target=server.serve_forever, daemon=True).start()
    visitors: list[Visitor] = []

    def arrive(**options: object) -> Visitor:
        visitors.append(Visitor(chromium, address, **options))
        return visitors[-1]

    yield arrive
    server.shutdown()
    for visitor in visitors:
        visitor.leave()
    complaints = [complaint for visitor in visitors for complaint in visitor.complaints]
    assert not complaints, f"the browser complained: {complaints}"
