"""Every mail as a mail program draws it: on a narrow phone and on a desk, in both languages, by day and by night."""

import os
import re
from itertools import product
from pathlib import Path

import pytest
import time_machine

from crm.extensions import db
from models import Language, Message
from tests.browser.visitor import AXE
from tests.factories import NOW
from tests.sample import make_sample

PICTURES = os.environ.get("WEERZIEN_SCREENSHOTS")
NARROW, WIDE = 320, 640
# A mail is no page: it has no landmarks to be in.
RULES = {"rules": {"region": {"enabled": False}, "landmark-one-main": {"enabled": False}}}
LAID_OUT = """() => ({
  overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
  smallest: Math.min(...[...document.querySelectorAll('p, td, a, b, span, h1')].filter(e => e.innerText?.trim())
    .map(e => parseFloat(getComputedStyle(e).fontSize))),
  sheet: document.querySelector('.sheet').getBoundingClientRect().width,
  ground: getComputedStyle(document.body).backgroundColor,
  buttons: [...document.querySelectorAll('.button')].map(e => e.getBoundingClientRect()).map(r => [r.width, r.height]),
  headings: [...document.querySelectorAll('h1, h2, h3')].map(e => e.tagName),
  preheader: document.querySelector('.preheader').offsetHeight,
})"""


@pytest.mark.parametrize("language", list(Language), ids=lambda language: language.value)
def test_every_mail_reads_well_on_any_screen(app, organisation, chromium, language):
    mails = written(organisation, language)
    asked: list[str] = []
    for width, scheme in product((NARROW, WIDE), ("light", "dark")):
        context = chromium.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        for name, html in mails.items():
            page.set_content(html)
            where = f"{name} in {language.value} at {width} px, {scheme}"
            _look(page, width, scheme, where)
            if PICTURES:
                Path(PICTURES).mkdir(parents=True, exist_ok=True)
                page.screenshot(path=f"{PICTURES}/{name}-{language.value}-{width}-{scheme}.png", full_page=True)
        context.close()
    assert not asked, "a mail asks nothing of anybody"


def written(organisation, language):
    """Every mail by name. Time stands still only while they are made: the browser keeps its own."""
    with time_machine.travel(NOW, tick=False):
        make_sample(organisation, language)
        mails = {message.name: message.html for message in db.session.scalars(db.select(Message))}
    db.session.rollback()
    return mails


def _look(page, width, scheme, where):
    found = page.evaluate(LAID_OUT)
    assert found["overflow"] <= 0, f"{where} scrolls sideways by {found['overflow']} px"
    assert found["smallest"] >= 14, f"{where} has letters of {found['smallest']} px"
    assert found["sheet"] <= 600, f"{where}: the sheet is {found['sheet']} px wide"
    assert found["headings"][0] == "H1", f"{where}: begin with the heading"
    assert set(found["headings"][1:]) <= {"H2"}, f"{where}: {found['headings']}"
    assert found["preheader"] == 0, f"{where}: the line beside the subject shows"
    assert len(found["buttons"]) <= 1, f"{where}: one button"
    for button_width, button_height in found["buttons"]:
        assert button_height >= 44, f"{where}: a thumb misses a button of {button_height} px"
        assert button_width > 200 or width == WIDE, f"{where}: on a phone the button is as wide as the letter"
    dark = sum(map(int, re.findall(r"\d+", found["ground"])[:3])) < 200
    assert dark == (scheme == "dark"), f"{where}: the ground is {found['ground']}"
    page.evaluate(AXE.read_text())
    violations = page.evaluate(
        "async rules => (await axe.run(document, rules)).violations.map(v => [v.id, v.nodes[0].html])", RULES
    )
    assert not violations, f"{where}: {violations}"


def test_a_mail_with_long_words_still_fits_a_narrow_phone(app, organisation, chromium):
    """A link that is written out, a title in one word, a table of facts: nothing pushes the sheet wider."""
    long = "Arbeidsongeschiktheidsverzekeringsadministratiemedewerker" * 2
    mails = [
        re.sub(r"Vrachtwagenchauffeur CE|Kadewerk|Zaandam", long, html)
        for html in written(organisation, Language.DUTCH).values()
    ]
    page = chromium.new_context(viewport={"width": NARROW, "height": 800}).new_page()
    for html in mails:
        page.set_content(html)
        assert page.evaluate(LAID_OUT)["overflow"] <= 0
    page.context.close()
