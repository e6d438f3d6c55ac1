"""A mail is a folder of three files, `templates/email/<name>/`: subject.txt, body.txt and body.html."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import css_inline
from flask import current_app, render_template
from flask_babel import force_locale
from markupsafe import Markup

from crm import codes, letters
from crm.extensions import db
from crm.letters.filling import Value, split
from crm.links import public_url
from crm.tone import addressing
from models import Candidate, LetterText, Organisation, Tone, User

PERSONAL_LINK = "https://personal.link.invalid"
UNSUBSCRIBE_LINK = "https://unsubscribe.link.invalid"
STAFF_LINK = "https://staff.link.invalid"
CONFIRM_LINK = "https://confirm.link.invalid"
SURVEY_LINK = "https://survey.link.invalid"
REFERRAL_LINK = "https://referral.link.invalid"
TO_CANDIDATES = (PERSONAL_LINK, UNSUBSCRIBE_LINK, CONFIRM_LINK, SURVEY_LINK, REFERRAL_LINK)
_MARKER = re.compile(r"https://\w+\.link\.invalid\S*")


@dataclass(frozen=True)
class Rendered:
    """The bodies hold markers where secret addresses come; delivery fills them in, so none is ever stored.

    `letter`: the version of the organisation's own words that it was made from, when it is a letter.
    """

    sender_name: str
    subject: str
    text: str
    html: str
    letter: LetterText | None = None

    def with_secrets(self, secrets: dict[str, str]) -> "Rendered":
        """`secrets` by the mark that stands in the stored bodies."""

        def fill(body: str) -> str:
            for mark, secret in secrets.items():
                body = body.replace(mark, secret)
            return body

        return replace(self, text=fill(self.text), html=fill(self.html))

    def leading_to(self, address: str) -> "Rendered":
        """The same mail with every personal address replaced by this one: to look at, or as a test."""
        return self.with_secrets(dict.fromkeys(TO_CANDIDATES, address))

    @property
    def readable(self) -> str:
        """The text for a preview: three dots where a secret address will stand, and whatever follows in it."""
        return _MARKER.sub("…", self.text)


@contextmanager
def speaking_to(recipient: Candidate | User) -> Iterator[None]:
    """Inside, every sentence is in the reader's language, and to a candidate in the organisation's tone."""
    organisation = db.session.scalars(Organisation.current()).one()
    tone = organisation.tone if isinstance(recipient, Candidate) else Tone.JE
    with force_locale(recipient.language.value), addressing(tone):
        yield


def render(
    name: str,
    recipient: Candidate | User,
    *,
    sender: User | None = None,
    letter: str | LetterText | None = None,
    values: Mapping[str, Value] | None = None,
    body: str = "",
    **context: Any,
) -> Rendered:
    """Render one mail for one reader. Raises jinja2's UndefinedError when a template misses something.

    `letter` names the letter whose present words the mail has, with `values` for its placeholders; a text of its own
    is for a preview of words that are not kept yet. `body`: this one letter as somebody worded it anew.
    """
    organisation = db.session.scalars(Organisation.current()).one()
    sender_name = f"{sender.name}, {organisation.name}" if sender else organisation.name
    if isinstance(letter, str):
        letter = letters.current(letter, recipient.language, organisation.tone)
    if letter:
        written = letters.fill(letter, everybodys_values(recipient, organisation) | dict(values or {}))
        context["written"] = replace(written, paragraphs=tuple(split(body))) if body.strip() else written
    context |= {
        "recipient": recipient,
        "sender": sender,
        "sender_name": sender_name,
        "organisation": organisation,
        "personal_link": PERSONAL_LINK,
        "unsubscribe_link": UNSUBSCRIBE_LINK,
        "staff_link": STAFF_LINK,
        "confirm_link": CONFIRM_LINK,
        "survey_link": SURVEY_LINK,
        "referral_link": REFERRAL_LINK,
        "access_code": codes.MARK,
        "public_url": public_url,
        "language": recipient.language.value,
    }
    with speaking_to(recipient):
        subject = " ".join(render_template(f"email/{name}/subject.txt", **context).split())
        text = render_template(f"email/{name}/body.txt", **context).strip() + "\n"
        html = render_template(f"email/{name}/body.html", **context, mail_css=Markup(_mail_css()))  # noqa: S704
    return Rendered(sender_name, subject, text, _inliner().inline(html), letter)


def everybodys_values(recipient: Candidate | User, organisation: Organisation) -> dict[str, Value]:
    """What every letter may say."""
    return {
        "first_name": recipient.first_name or recipient.name,
        "name": recipient.name,
        "organisation": organisation.name,
    }


@lru_cache
def _mail_css() -> str:
    return (Path(current_app.static_folder or "") / "mail.css").read_text()


@lru_cache
def _inliner() -> css_inline.CSSInliner:
    return css_inline.CSSInliner(load_remote_stylesheets=False, keep_style_tags=True, keep_at_rules=True)
