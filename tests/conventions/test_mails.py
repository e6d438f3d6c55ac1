"""Every mail is whole, in both languages: a subject, a text and a page that say the same."""

import re
from pathlib import Path

import pytest
from lxml import html

from crm.extensions import db
from crm.mail.rendering import PERSONAL_LINK, STAFF_LINK, UNSUBSCRIBE_LINK
from crm.messages.words import class_words, kind
from models import Language, Message, MessageClass
from tests.sample import make_sample

FOLDER = Path(__file__).resolve().parents[2] / "templates/email"
MAILS = sorted(path.name for path in FOLDER.iterdir() if path.is_dir())
MARKERS = (PERSONAL_LINK, STAFF_LINK, UNSUBSCRIBE_LINK)


@pytest.mark.parametrize("name", MAILS)
def test_a_mail_is_a_folder_of_three_files(name):
    files = {path.name for path in (FOLDER / name).iterdir() if not path.name.startswith("_")}

    assert files == {"subject.txt", "body.txt", "body.html"}


@pytest.mark.parametrize("language", list(Language), ids=lambda language: language.value)
def test_every_mail_is_whole_in_each_language(app, organisation, clock, language):
    make_sample(organisation, language)
    messages = {message.name: message for message in db.session.scalars(db.select(Message))}

    assert set(messages) == set(MAILS), "make the mail that is missing happen in tests/sample.py"
    for name, message in messages.items():
        page = html.fromstring(message.html)
        assert message.subject.strip(), f"{name}: the subject is empty"
        assert len(message.subject) < 78, f"{name}: the subject is cut off in a list of mails: {message.subject}"
        assert page.get("lang") == language.value, f"{name}: say the language of the page"
        assert len(page.xpath("//h1")) == 1, f"{name}: a mail has one heading"
        assert not re.search(r"\bNone\b|{{|%\(", message.text + page.text_content()), f"{name}: a value is missing"
        assert organisation.name in message.text, f"{name}: say who writes"
        assert "\n\n\n" not in message.text, f"{name}: more than one empty line in the text"


@pytest.mark.parametrize("language", list(Language), ids=lambda language: language.value)
def test_the_text_leads_to_the_same_places_as_the_page(app, organisation, clock, language):
    make_sample(organisation, language)

    for message in db.session.scalars(db.select(Message)):
        linked = set(html.fromstring(message.html).xpath("//a/@href"))
        written = set(re.findall(r"https?://[^\s>,)]+", message.text))
        assert linked == written, f"{message.name}: the text and the page lead to different addresses"


def test_a_mail_loads_nothing_and_holds_no_secret(app, organisation, clock):
    make_sample(organisation)

    for message in db.session.scalars(db.select(Message)):
        page = html.fromstring(message.html)
        assert not page.xpath("//img|//script|//link|//iframe|//@src|//form"), f"{message.name}: nothing is loaded"
        assert not re.search(r"/(p|u|password)/[\w-]{20,}", message.html + message.text), f"{message.name}: a secret"
        if message.candidate and not message.to_email:
            assert PERSONAL_LINK in message.text, f"{message.name}: whoever we know can always reach their page"


def test_every_mail_has_a_name_in_the_list_of_messages(app):
    with app.test_request_context():
        named = {name: kind(Message(name=name, message_class=MessageClass.SURVEY)) for name in MAILS}
        unnamed = [name for name, said in named.items() if said == class_words(MessageClass.SURVEY)]

    assert not unnamed, "say in crm/messages/words.py what these mails are"


def test_the_markers_are_addresses_that_lead_nowhere():
    assert all(re.fullmatch(r"https://[a-z]+\.link\.invalid", marker) for marker in MARKERS)


@pytest.mark.parametrize("language", list(Language), ids=lambda language: language.value)
def test_the_text_says_word_for_word_what_the_page_says(app, organisation, clock, language):
    make_sample(organisation, language)

    for message in db.session.scalars(db.select(Message)):
        page = html.fromstring(message.html)
        (preheader,) = page.find_class("preheader")
        preheader.drop_tree()
        seen, written = words(text_of(page.body)), words(re.sub(r": https?://\S+|https?://\S+", " ", message.text))
        assert seen == written, f"{message.name}: the same words in the same order"


def text_of(body) -> str:
    """What a reader sees; a line break and the end of a block part words."""
    for element in body.iter():
        element.text, element.tail = f" {element.text or ''}", f" {element.tail or ''}"
    return body.text_content()


def words(text: str) -> list[str]:
    """Signs that only join or part, such as a dot between two facts, are drawn differently in a text."""
    return re.findall(r"\w+", text.lower())
