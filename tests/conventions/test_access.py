"""Who may open what, in one table. A page that is not on it is closed and fails here."""

import pytest

from crm.access import is_public
from models import Role
from models.user import PERMISSIONS
from tests.pages import Browser
from tests.sample import addresses, make_sample

pytestmark = pytest.mark.pages

PUBLIC = None

# Each endpoint, and who may use it: everybody, or staff with these permissions (none: whoever is signed in).
DOORS: dict[str, tuple[str, ...] | None] = {
    "static": PUBLIC,
    "accounts.sign_in": PUBLIC,
    "accounts.ask_password": PUBLIC,
    "accounts.set_password": PUBLIC,
    "accounts.language": PUBLIC,
    "accounts.sign_out": (),
    "applications.hire": ("decide",),
    "applications.reject": ("decide",),
    "applications.reopen": ("decide",),
    "applications.set_right": ("decide",),
    "applications.several": ("decide",),
    "applications.take_back": ("decide",),
    "applications.step_back": ("decide",),
    "applications.tell_status": ("decide",),
    "candidates.add_tag": ("pool",),
    "candidates.address_works": ("pool",),
    "candidates.pass_on_address": ("pool",),
    "candidates.document": ("pool",),
    "candidates.index": ("pool",),
    "candidates.remove_tag": ("pool",),
    "candidates.show": ("pool",),
    "imports.claims": ("accept_consent",),
    "imports.decide": ("accept_consent",),
    "imports.index": ("imports",),
    "incidents.close": ("incidents",),
    "incidents.index": ("incidents",),
    "incidents.measures": ("incidents",),
    "incidents.new": ("incidents",),
    "incidents.note_down": ("incidents",),
    "incidents.people": ("incidents",),
    "incidents.report": ("incidents",),
    "incidents.show": ("incidents",),
    "invitations.calendar": ("invite",),
    "invitations.decide_against": ("invite",),
    "invitations.invite": ("invite",),
    "invitations.postpone": ("invite",),
    "invitations.reconsider": ("invite",),
    "invitations.several": ("invite",),
    "letters.edit": ("settings",),
    "letters.go_back": ("settings",),
    "letters.index": ("settings",),
    "letters.look": ("settings",),
    "letters.test": ("settings",),
    "mailbox.html": (),
    "mailbox.index": (),
    "mailbox.show": (),
    "messages.cancel": ("pool",),
    "messages.index": ("pool",),
    "messages.send_again": ("pool",),
    "messages.show": ("pool",),
    "notices.end": ("notices",),
    "notices.ending": ("notices",),
    "notices.index": ("notices",),
    "papers.check": ("accept_consent",),
    "papers.file": ("accept_consent",),
    "papers.index": ("accept_consent",),
    "papers.new": ("pool",),
    "papers.record": ("pool",),
    "promises.break_off": ("pool",),
    "promises.keep": ("pool",),
    "promises.make": ("pool",),
    "promises.new": ("pool",),
    "promises.reopen": ("pool",),
    "relations.edit": ("pool",),
    "relations.new_note": ("pool",),
    "relations.remove_note": ("pool",),
    "relations.settle_connecting": ("pool",),
    "relations.step_done": ("pool",),
    "portal.address": PUBLIC,
    "portal.add_certificate": PUBLIC,
    "portal.advised": PUBLIC,
    "portal.certificate": PUBLIC,
    "portal.customer": PUBLIC,
    "portal.follow_advice": PUBLIC,
    "portal.set_customer": PUBLIC,
    "portal.calendar": PUBLIC,
    "portal.answer": PUBLIC,
    "portal.answered": PUBLIC,
    "portal.change_address": PUBLIC,
    "portal.choose": PUBLIC,
    "portal.code": PUBLIC,
    "portal.confirm": PUBLIC,
    "portal.confirmation": PUBLIC,
    "portal.correct": PUBLIC,
    "portal.correction": PUBLIC,
    "portal.download": PUBLIC,
    "portal.end_links": PUBLIC,
    "portal.enter_code": PUBLIC,
    "portal.erase": PUBLIC,
    "portal.erasure": PUBLIC,
    "portal.explain": PUBLIC,
    "portal.fetch": PUBLIC,
    "portal.file": PUBLIC,
    "portal.history": PUBLIC,
    "portal.invitation": PUBLIC,
    "portal.lift_restriction": PUBLIC,
    "portal.limits": PUBLIC,
    "portal.make_download": PUBLIC,
    "portal.my_data": PUBLIC,
    "portal.my_data_sent": PUBLIC,
    "portal.new_cv": PUBLIC,
    "portal.object_to": PUBLIC,
    "portal.own_document": PUBLIC,
    "portal.application": PUBLIC,
    "portal.step_back": PUBLIC,
    "portal.pause": PUBLIC,
    "portal.proof": PUBLIC,
    "portal.proof_json": PUBLIC,
    "portal.restrict": PUBLIC,
    "portal.send_code": PUBLIC,
    "portal.send_my_data": PUBLIC,
    "portal.set_pause": PUBLIC,
    "portal.show": PUBLIC,
    "portal.keep_answers": PUBLIC,
    "portal.send_answers": PUBLIC,
    "portal.answer_ambassador": PUBLIC,
    "portal.confirm_referral": PUBLIC,
    "portal.refer": PUBLIC,
    "portal.referral": PUBLIC,
    "portal.referred": PUBLIC,
    "portal.shared": PUBLIC,
    "portal.sharing": PUBLIC,
    "portal.survey": PUBLIC,
    "portal.turn_off": PUBLIC,
    "portal.unsubscribe": PUBLIC,
    "portal.unsubscribed": PUBLIC,
    "portal.upload": PUBLIC,
    "portal.wish": PUBLIC,
    "portal.wishes": PUBLIC,
    "portal.withdraw": PUBLIC,
    "portal.withdrawal": PUBLIC,
    "privacy.health": PUBLIC,
    "privacy.notice": PUBLIC,
    "records.index": ("retention",),
    "replies.new": ("pool",),
    "replies.paste": ("pool",),
    "replies.remove": ("pool",),
    "reports.file": ("vacancies",),
    "reports.index": ("vacancies",),
    "requests.answer": ("requests",),
    "requests.index": ("requests",),
    "requests.show": ("requests",),
    "retention.approve_period": ("retention",),
    "retention.change_country": ("retention",),
    "retention.choose_period": ("retention",),
    "retention.end_hold": ("retention",),
    "retention.held": ("retention",),
    "retention.index": ("retention",),
    "retention.leaving_on": ("retention",),
    "retention.open_hold": ("retention",),
    "retention.person": ("retention",),
    "retention.refuse_period": ("retention",),
    "retention.review_hold": ("retention",),
    "settings.access": ("users",),
    "settings.contact": ("settings",),
    "settings.check_mail": ("settings",),
    "settings.index": ("settings",),
    "settings.link": ("users",),
    "settings.mail": ("settings",),
    "settings.new_user": ("users",),
    "settings.password": (),
    "settings.profile": (),
    "settings.sending": ("settings",),
    "settings.resume_mail": ("settings",),
    "settings.survey": ("settings",),
    "settings.survey_question": ("settings",),
    "settings.user": ("users",),
    "settings.users": ("users",),
    "surveys.call": ("decide",),
    "surveys.called": ("decide",),
    "settings.matching": ("settings",),
    "synonyms.change": ("vacancies",),
    "synonyms.index": ("vacancies",),
    "synonyms.remove": ("vacancies",),
    "vacancies.show_score": ("vacancies",),
    "today.dismiss": ("vacancies",),
    "today.home": (),
    "today.index": (),
    "today.look_at": ("vacancies",),
    "today.waiting_people": ("decide",),
    "vacancies.alerts": ("vacancies",),
    "vacancies.answers": ("vacancies",),
    "vacancies.close": ("vacancies",),
    "vacancies.edit": ("vacancies",),
    "vacancies.estimate": ("vacancies",),
    "vacancies.figures": ("vacancies",),
    "vacancies.figures_file": ("vacancies",),
    "vacancies.index": ("vacancies",),
    "vacancies.invited": ("vacancies",),
    "vacancies.matching": ("vacancies",),
    "vacancies.new": ("vacancies",),
    "vacancies.progress": ("vacancies",),
    "vacancies.show": ("vacancies",),
    "vacancies.text": ("vacancies",),
    "webhooks.index": ("settings",),
    "webhooks.new": ("settings",),
    "webhooks.put_aside": ("settings",),
    "webhooks.remove": ("settings",),
    "webhooks.rotate": ("settings",),
    "webhooks.send_again": ("settings",),
    "webhooks.show": ("settings",),
    "webhooks.show_secret": ("settings",),
    "webhooks.switch": ("settings",),
    "webhooks.test": ("settings",),
}


def test_the_table_says_who_may_open_each_endpoint(app):
    found = {
        endpoint: PUBLIC if is_public(app, endpoint) else getattr(view, "needs", "nothing: mark it")
        for endpoint, view in app.view_functions.items()
    }

    assert found == DOORS, "mark the view @public or @needs(...), and put it in DOORS here"


def test_every_permission_asked_for_is_given_by_some_role():
    given = set().union(*PERMISSIONS.values())
    asked = {permission for needs in DOORS.values() if needs for permission in needs}

    assert asked <= given, "name the permission in PERMISSIONS in models/user.py"


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
def test_whoever_is_not_signed_in_comes_to_the_door(app, organisation, clock, method):
    sample = make_sample(organisation)
    stranger = Browser(app)
    token = stranger.get("/sign-in").all("//input[@name='csrf_token']/@value")[0]

    for endpoint, address in addresses(app, sample, method).items():
        if DOORS[endpoint] is not PUBLIC:
            answer = _send(stranger, method, address, token)
            assert answer.status_code == 303, f"{endpoint} answered {answer.status_code} to a stranger"
            assert answer.location.startswith("/sign-in"), f"{endpoint} sent a stranger to {answer.location}"


@pytest.mark.parametrize("role", list(Role), ids=lambda role: role.value)
def test_each_role_opens_what_it_needs_and_nothing_else(app, organisation, clock, role):
    sample = make_sample(organisation)
    may = PERMISSIONS[role]

    visitor = Browser(app)
    visitor.is_signed_in(sample.by_role[role])
    token = visitor.get("/settings/profile").all("//input[@name='csrf_token']/@value")[0]

    for method in ("GET", "POST"):
        for endpoint, address in addresses(app, sample, method).items():
            needs = DOORS[endpoint]
            if needs:
                refused = _send(visitor, method, address, token).status_code == 403
                assert refused != (set(needs) <= may), f"{role.value} {method} {endpoint}: needs {needs}"


def _send(visitor, method, address, token):
    return visitor.answer(method, address, data={"csrf_token": token} if method == "POST" else None)
