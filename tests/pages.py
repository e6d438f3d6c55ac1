"""A browser for tests: follows redirects, fills in forms as they stand on the page, and checks every page it sees."""

import contextvars
from secrets import token_urlsafe
from typing import Any
from urllib.parse import urljoin, urlsplit

from flask import Flask
from lxml import html
from werkzeug.test import TestResponse

from crm.clock import utcnow
from crm.extensions import db
from models import User
from tests.factories import PASSWORD

_NO_LABEL_NEEDED = ("hidden", "submit", "button")


class Page:
    """A page as somebody would see it; fetching one that breaks a rule of ours fails the test."""

    def __init__(self, browser: "Browser", response: TestResponse, path: str) -> None:
        self.browser, self.response, self.path = browser, response, path
        self.address = response.request.full_path.rstrip("?")
        self.status = response.status_code
        self.body = response.get_data(as_text=True)
        self.tree = html.fromstring(self.body) if response.mimetype == "text/html" and self.body else None
        if self.tree is not None and "<html" in self.body:
            self._check()

    @property
    def text(self) -> str:
        """What stands on the page, with single spaces."""
        return " ".join(self.tree.text_content().split()) if self.tree is not None else self.body

    def all(self, xpath: str) -> list[Any]:
        return self.tree.xpath(xpath)  # type: ignore[union-attr]

    def link(self, words: str) -> str:
        """The address of the one link that says this."""
        found = [a.get("href") for a in self.all("//a") if words in " ".join(a.text_content().split())]
        assert found, f"no link says “{words}” on {self.path}"
        return found[0]

    def click(self, words: str) -> "Page":
        return self.browser.get(urljoin(self.address, self.link(words)))

    def submit(self, button: str, **fields: Any) -> "Page":
        """Fill in the form that has this button and press it. A field that is not on the page fails the test."""
        for form in self.tree.forms:  # type: ignore[union-attr]
            for press in form.xpath(".//button|.//input[@type='submit']"):
                words = " ".join((press.text_content() or press.get("value") or "").split())
                if words == button or press.get("aria-label") == button:
                    return self._send(form, press, fields)
        raise AssertionError(f"no button says “{button}” on {self.path}")

    def _send(self, form: Any, press: Any, fields: dict[str, Any]) -> "Page":
        known = set(form.fields.keys())
        assert set(fields) <= known, f"{set(fields) - known} not on the form, which has {sorted(known)}"
        data: dict[str, list[Any]] = {}
        for name, value in form.form_values():
            if name not in fields:
                data.setdefault(name, []).append(value)
        for name, value in fields.items():
            if value not in (None, False):
                data[name] = list(value) if isinstance(value, list | tuple | set) else ["y" if value is True else value]
        if press.get("name"):
            data[press.get("name")] = [press.get("value", "")]
        address = urljoin(self.address, press.get("formaction") or form.get("action") or self.address)
        if (form.method or "GET").upper() == "GET":
            return self.browser.get(address, query=data)
        return self.browser.post(address, data)

    def _check(self) -> None:
        where = f"on {self.path}"
        assert self.tree is not None
        assert (self.tree.findtext(".//title") or "").strip(), f"give the page a title: {where}"
        assert len(self.tree.xpath("//h1")) == 1, f"every page has exactly one h1: {where}"
        assert self.tree.get("lang") in ("nl", "en"), f"say the language of the page: {where}"
        ids = self.tree.xpath("//@id")
        assert len(ids) == len(set(ids)), f"ids used twice: {sorted({i for i in ids if ids.count(i) > 1})} {where}"
        assert not self.tree.xpath("//@style"), f"no style attributes, the policy blocks them: {where}"
        assert not self.tree.xpath("//style"), f"no inline styles, the policy blocks them: {where}"
        assert not self.tree.xpath("//script[not(@src)]"), f"no inline scripts, the policy blocks them: {where}"
        assert not [n for e in self.tree.iter() for n in e.attrib if n.startswith("on")], f"no inline handlers: {where}"
        for field in self.tree.xpath("//input|//select|//textarea"):
            if field.get("type") not in _NO_LABEL_NEEDED:
                labelled = field.get("aria-label") or field.get("aria-labelledby") or field.xpath("ancestor::label")
                assert labelled or self.tree.xpath(f"//label[@for={field.get('id')!r}]"), (
                    f"label the field {field.get('name')}: {where}"
                )


class Browser:
    """One visitor with cookies."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.client = app.test_client()

    def speaks(self, language: str) -> "Browser":
        """The language that the visitor's own browser asks for."""
        self.client.environ_base["HTTP_ACCEPT_LANGUAGE"] = language
        return self

    def get(self, path: str, *, query: Any = None, status: int = 200, **headers: str) -> Page:
        response = self.answer("GET", path, query_string=query, headers=headers, follow_redirects=True)
        page = Page(self, response, response.request.path)
        assert page.status == status, f"{path} answered {page.status}: {page.text[:300]}"
        return page

    def post(self, path: str, data: dict[str, Any], *, status: tuple[int, ...] = (200, 422)) -> Page:
        response = self.answer("POST", path, data=data, follow_redirects=True)
        page = Page(self, response, response.request.path)
        assert page.status in status, f"{path} answered {page.status}: {page.text[:300]}"
        return page

    def answer(self, method: str, path: str, **request: Any) -> TestResponse:
        """The bare answer. Each request meets an application of its own: its own database session, its own `g`.

        With the context of the test still open Flask would share both, and a second visitor would be the first.
        """
        db.session.rollback()
        return contextvars.Context().run(self.client.open, _local(path), method=method, buffered=True, **request)

    def is_signed_in(self, user: User) -> None:
        """As after `sign_in`, without the form and without hashing the password: most tests are about what follows."""
        with self.client.session_transaction() as session:
            session.clear()
            session.permanent = True
            session.update(user=user.id, id=token_urlsafe(16), since=utcnow().isoformat())

    def sign_in(self, user: User, password: str = PASSWORD) -> Page:
        with self.client.session_transaction() as session:
            session.clear()
        page = self.get("/sign-in")
        form = next(form for form in page.tree.forms if "password" in form.fields)  # type: ignore[union-attr]
        return page._send(form, form.xpath(".//button")[0], {"email": user.email, "password": password})


def _local(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
