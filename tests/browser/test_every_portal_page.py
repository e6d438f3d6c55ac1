"""Every page that a candidate can come to, on a phone, in both languages: nothing that axe finds, nothing sideways.

The pages are drawn for the sample that has one of everything; Chromium gets them as the site would send them.
"""

from datetime import timedelta

import pytest
import time_machine
from playwright.sync_api import Route

from crm.extensions import db
from crm.links import issue_for_candidate
from models import Ambassador, Language, LinkKind, Outcome
from tests.browser.visitor import Visitor
from tests.factories import NOW, make_application, make_candidate, make_organisation, make_vacancy
from tests.pages import Browser
from tests.sample import Sample, addresses, make_sample
from tests.sample_rights import inside

LONG = timedelta(days=10)
SITE = "http://localhost"
NO_PAGE = {"portal.own_document", "portal.proof_json", "portal.calendar"}
WITHOUT_LINK = (
    "/my-data",
    "/my-data/sent",
    "/privacy",
    "/p/forged",
    "/u/forged",
    "/confirm/forged",
    "/s/forged",
    "/share/forged-1",
    "/share/confirm/forged",
)


def refused(visitor: Browser, sample: Sample) -> dict[str, bytes]:
    """What comes back when a form cannot be taken."""
    secret = sample.secrets[LinkKind.PERSONAL]
    wrong = {
        "": {"match_vacancies": "yes"},
        "/wishes": {"available_on": "morgen"},
        "/pause": {"until": "gisteren"},
        "/code/answer": {"code": "1"},
        "/correction": {"last_name": ""},
        "/address": {"email": "geen adres"},
        "/cv": {},
        "/certificate": {},
        f"/invitations/{sample.invitation.public_id}": {"answer": ""},
    }
    return {
        f"/p/{secret}{path}#refused": visitor.answer("POST", f"/p/{secret}{path}", data=form | {"link": secret}).data
        for path, form in wrong.items()
    } | {
        f"/share/{sample.share_link}#refused": visitor.answer("POST", f"/share/{sample.share_link}", data={}).data,
        "/my-data#refused": visitor.answer("POST", "/my-data", data={"email": "geen adres"}).data,
    }


def states(visitor: Browser, language: Language) -> dict[str, bytes]:
    """Their own page before a choice, with an open procedure, and of somebody without an address."""
    people = [
        make_candidate(language=language),
        make_candidate(language=language, procedure_closed_at=None),
        make_candidate(language=language, email=None),
        make_candidate(language=language, restricted_at=NOW),
        make_candidate(language=language, restricted_at=NOW, erase_requested_at=NOW),
    ]
    asked = make_candidate(language=language, first_name="Fleur")
    make_application(asked, make_vacancy(title="Planning"), outcome=Outcome.WITHDREW, decided_at=NOW - LONG)
    db.session.add(Ambassador(candidate=make_candidate(language=language), asked_at=NOW))
    thanked = Ambassador(candidate=make_candidate(language=language), asked_at=NOW, since=NOW, thanked_at=NOW)
    db.session.add(thanked)
    db.session.flush()
    ambassadors = db.session.scalars(db.select(Ambassador).where(Ambassador.asked_at == NOW)).all()[-2:]
    secrets = [issue_for_candidate(LinkKind.PERSONAL, each, now=NOW) for each in people]
    survey = issue_for_candidate(LinkKind.PERSONAL, asked, now=NOW)
    sharing = [issue_for_candidate(LinkKind.PERSONAL, each.candidate, now=NOW) for each in ambassadors]
    db.session.commit()
    paths = [f"/p/{secret}" for secret in secrets] + [f"/p/{secrets[2]}/code", f"/p/{secrets[3]}/limits"]
    paths += [f"/s/{survey}", *(f"/p/{secret}/sharing" for secret in sharing)]
    unsent = visitor.answer("POST", f"/s/{survey}", data={"link": survey, "recommend": "9"}).data
    return {path: visitor.answer("GET", path).data for path in paths} | {f"/s/{survey}#refused": unsent}


def drawn(app, language: Language) -> dict[str, bytes]:
    """Each page by an address of its own."""
    with time_machine.travel(NOW, tick=False):
        sample = make_sample(make_organisation(), language)
        visitor = inside(Browser(app)).speaks(language.value)
        found = {
            path: visitor.answer("GET", path).data
            for endpoint, path in addresses(app, sample).items()
            if endpoint.startswith("portal.") and endpoint not in NO_PAGE
        }
        found |= {path: visitor.answer("GET", path).data for path in WITHOUT_LINK}
        return found | refused(visitor, sample) | states(visitor, language)


@pytest.mark.parametrize("language", list(Language), ids=lambda language: language.value)
def test_no_page_of_a_candidate_keeps_anybody_out(app, chromium, language):
    pages = drawn(app, language)
    assert all(b"<html" in page for page in pages.values()), [
        path for path, page in pages.items() if b"<html" not in page
    ]
    phone = Visitor(chromium, SITE, width=390, language=language.value)
    now_at = ""

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(SITE)
        if path.startswith("/static/"):
            with app.test_client().get(path, buffered=True) as asset:
                route.fulfill(status=asset.status_code, body=asset.data, content_type=asset.content_type)
        else:
            route.fulfill(body=pages[now_at], content_type="text/html; charset=utf-8")

    phone.page.route("**/*", answer)
    for now_at in pages:
        phone.page.goto(now_at.partition("#")[0])
        phone.look()
        assert phone.page.locator("html").get_attribute("lang") == language.value
    phone.leave()

    assert len(pages) > 35
    assert not phone.complaints
