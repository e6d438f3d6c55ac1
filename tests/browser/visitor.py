"""Somebody with a browser: clicks what the page says, in their own language, and looks at every page they pass."""

import os
import re
from pathlib import Path
from typing import Any

from babel.support import Translations
from playwright.sync_api import Browser, Page
from playwright.sync_api import Error as PlaywrightError

ROOT = Path(__file__).parents[2]
AXE = ROOT / "node_modules/axe-core/axe.min.js"
SCREENSHOTS = os.environ.get("WEERZIEN_SCREENSHOTS")
_LISTEN = "document.addEventListener('securitypolicyviolation', e => console.error('policy: ' + e.violatedDirective))"


class Visitor:
    """`words` turns a sentence of the source into the visitor's language, as the page does."""

    def __init__(
        self, browser: Browser, address: str, *, width: int = 1280, language: str = "en", javascript: bool = True
    ) -> None:
        self.address, self.width, self.language, self.javascript = address, width, language, javascript
        self.catalogue = Translations.load(str(ROOT / "crm/translations"), [language])
        self.complaints: list[str] = []
        self.seen: list[str] = []
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            locale={"nl": "nl-NL", "en": "en-GB"}[language],
            java_script_enabled=javascript,
            base_url=address,
        )
        self.page: Page = context.new_page()
        self.page.add_init_script(_LISTEN)
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(f"{self.page.url}: {error}"))
        self.page.on("request", self._watch)

    def _hear(self, message: Any) -> None:
        if message.type == "error" and "404" not in message.text and "422" not in message.text:
            self.complaints.append(f"{self.page.url}: {message.text}")

    def _watch(self, request: Any) -> None:
        """Nothing leaves the house: no page may ask anything of another host."""
        if not request.url.startswith((self.address, "data:", "about:")):
            self.complaints.append(f"a request left the house: {request.url}")

    def words(self, sentence: str, **values: object) -> str:
        return str(self.catalogue.gettext(sentence) % values)

    def goto(self, path: str) -> None:
        try:
            self.page.goto(path)
        except PlaywrightError as error:  # A page that waits for news just loaded itself anew.
            if "ERR_ABORTED" not in str(error):
                raise
            self.page.wait_for_load_state()
            self.page.goto(path)
        self.look()

    def follow(self, link: str, **values: object) -> None:
        self.page.get_by_role("link", name=self.words(link, **values)).first.click()
        self.page.wait_for_load_state()
        self.look()

    def press(self, button: str, **values: object) -> None:
        self.page.get_by_role("button", name=self.words(button, **values), exact=True).first.click()
        self.page.wait_for_load_state()
        self.look()

    def fill(self, **fields: str) -> None:
        """Fill in by the name of the field, as it stands in the form."""
        for name, value in fields.items():
            self.page.locator(f"[name='{name}']").first.fill(value)

    def choose(self, name: str, value: str) -> None:
        """Press the words beside the button, as a hand does: the button itself is drawn by the page."""
        radio = self.page.locator(f"[name='{name}'][value='{value}']")
        self.page.locator(f"label[for='{radio.get_attribute('id')}']").click()
        assert radio.is_checked()

    def text(self) -> str:
        return " ".join(self.page.locator("body").inner_text().split())

    def sign_in(self, email: str, password: str) -> None:
        self.goto("/sign-in")
        self.fill(email=email, password=password)
        self.press("Sign in")

    def look(self) -> None:
        """No sideways scrolling, nothing that axe finds; and a picture when pictures are asked for."""
        name = re.sub(r"[A-Za-z0-9_-]{30,}|\d+", "x", self.page.url.removeprefix(self.address)).strip("/")
        name = re.sub(r"[^a-z-]+", "_", name.partition("?")[0]) or "start"
        if SCREENSHOTS:
            Path(SCREENSHOTS).mkdir(parents=True, exist_ok=True)
            number = f"{len(self.seen):02}"
            self.page.screenshot(path=f"{SCREENSHOTS}/{self.language}-{self.width}-{number}-{name}.png", full_page=True)
        self.seen.append(name)
        if not self.javascript:
            return
        scroll = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if scroll > 0:
            self.complaints.append(f"{name} scrolls sideways by {scroll} px at {self.width} px")
        self.page.evaluate(AXE.read_text())
        found = self.page.evaluate("async () => (await axe.run()).violations.map(v => [v.id, v.nodes[0].html])")
        self.complaints += [f"axe on {name} at {self.width} px: {rule} {where[:200]}" for rule, where in found]

    def leave(self) -> None:
        self.page.context.close()
