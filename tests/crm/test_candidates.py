"""One page about one person, with what staff may know and nothing else."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from crm.candidates.excerpts import excerpt, marked
from crm.candidates.search import Search
from crm.consent.services import withdraw
from crm.extensions import db
from crm.invitations import services as invitations
from models import AccessRecord, Candidate, Document, Outcome, Purpose, Reply, Tag, Wishes
from tests.crm.test_consent import CAPTURE
from tests.crm.test_invitations import invited, make_match
from tests.factories import EVERYTHING, NOW, give, make_application, make_candidate

pytestmark = pytest.mark.usefixtures("organisation", "clock", "recruiter")


def test_the_page_says_who_it_is_what_we_may_and_what_happened(browser):
    person = make_candidate(cv="Planner met SAP TM.", headline="Planner", place="Zaandam", allows=EVERYTHING)

    page = browser.get(f"/candidates/{person.public_id}")

    assert "Marieke de Groot" in page.text
    assert "Planner · Zaandam" in page.text
    assert "May mail" in page.text
    assert "Said yes to being kept" in page.text


def test_refused_withdrawn_expired_and_never_asked_look_alike(browser, clock):
    never, refused, withdrawn = (make_candidate(email=f"same{n}@example.org") for n in range(3))
    give(refused, set())
    give(withdrawn, EVERYTHING)
    withdraw(withdrawn, [Purpose.EMAIL_VACANCIES, Purpose.MATCH_VACANCIES], capture=CAPTURE, now=NOW)
    db.session.commit()

    seen = {
        browser.get(f"/candidates/{person.public_id}").all("//div[contains(@class, 'wz-permit')]")[0].text_content()
        for person in (never, refused, withdrawn)
    }

    assert len(seen) == 1


def test_whoever_withdrew_everything_is_not_here_any_more(browser):
    person = make_candidate(allows=EVERYTHING)
    withdraw(person, list(Purpose), capture=CAPTURE, now=NOW)
    db.session.commit()

    gone = browser.get(f"/candidates/{person.public_id}", status=404)
    unknown = browser.get("/candidates/0123456789abcdef0123456789abcdef", status=404)

    assert (
        gone.all("//main")[0].text_content().split("Reference")[0]
        == unknown.all("//main")[0].text_content().split("Reference")[0]
    )


def test_the_answer_to_an_invitation_stands_on_the_timeline_and_on_the_vacancy(browser):
    invitation = invited(make_match())
    invitations.answer(invitation, reply=Reply.INTERESTED, note="Bel na vieren", until=None, now=NOW, capture=CAPTURE)
    db.session.commit()

    assert "Bel na vieren" in browser.get(f"/candidates/{invitation.candidate.public_id}").text
    assert "Bel na vieren" in browser.get(f"/vacancies/{invitation.vacancy_id}/answers").text


def test_a_tag_in_another_spelling_is_the_same_tag(browser):
    person = make_candidate()
    page = browser.get(f"/candidates/{person.public_id}")

    page = page.submit("Add", name="Koeltechniek")
    page.submit("Add", name=" koelTECHNIEK ")

    assert [tag.name for tag in db.session.scalars(sa.select(Tag))] == ["Koeltechniek"]
    assert person in Search("koeltechniek").run(now=NOW).people


def test_a_tag_can_be_taken_away(browser):
    person = make_candidate()
    page = browser.get(f"/candidates/{person.public_id}").submit("Add", name="ADR")

    page.submit("ADRremove this tag")

    assert db.session.get(Candidate, person.id).tags == []


def test_an_application_that_waits_leads_to_an_answer(browser):
    application = make_application()

    page = browser.get(f"/candidates/{application.candidate.public_id}").click("Answer Marieke")

    assert page.path == f"/applications/{application.id}/rejection"


def test_the_original_file_comes_back_as_an_attachment_and_never_as_a_page(browser):
    person = make_candidate()
    file = b"<html><script>alert(1)</script>"
    db.session.add(
        Document(
            candidate=person, filename='cv "1".html', content_type="text/html", size=len(file), sha256="x",
            content=file, text="", created_at=NOW,
        )
    )  # fmt: skip
    db.session.commit()
    document = person.documents[0]

    response = browser.get(f"/candidates/{person.public_id}/documents/{document.id}").response

    assert response.data == file
    assert response.mimetype == "application/octet-stream"
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in response.headers["Content-Security-Policy"]
    browser.get(f"/candidates/{make_candidate().public_id}/documents/{document.id}", status=404)


@pytest.mark.parametrize(
    ("words", "expected"),
    [(["planner"], ["Planner"]), (["vracht"], ["Vrachtwagenchauffeur"]), (["cafe"], ["Café"]), (["niets"], [])],
)
def test_the_words_that_were_searched_are_marked_as_they_stand_in_the_text(words, expected):
    text = "Planner en Vrachtwagenchauffeur bij Café Zaan"

    pieces = marked(text, words)

    assert [piece for piece, is_marked in pieces if is_marked] == expected
    assert "".join(piece for piece, _is_marked in pieces) == text


def test_an_excerpt_shows_the_place_of_the_word_in_a_long_text():
    text = "aap noot mies " * 100 + "koelmonteur met F-gassen " + "wim zus jet " * 100

    pieces = excerpt(text, ["koelmonteur"])

    assert ("koelmonteur", True) in pieces
    assert len("".join(piece for piece, _is_marked in pieces)) < 260


def test_a_search_marks_its_words_in_the_cv(browser):
    make_candidate(cv="Acht jaar planner bij een koelhuis.", first_name="Anouk")

    page = browser.get("/candidates?q=planner")

    assert [mark.text_content() for mark in page.all("//mark")] == ["planner"]


def test_an_empty_pool_says_what_to_do(browser):
    assert "The pool is still empty" in browser.get("/candidates").text


def test_nobody_found_says_what_to_try(browser):
    make_candidate()

    assert "Nobody found" in browser.get("/candidates?q=xyzzy").text


def test_the_timeline_tells_how_an_application_ended(browser):
    application = make_application(
        outcome=Outcome.REJECTED, decided_at=NOW - timedelta(days=1), feedback="Rustig en precies."
    )

    assert "with feedback" in browser.get(f"/candidates/{application.candidate.public_id}").text


def test_recruiters_see_what_a_person_looks_for(browser, recruiter):
    candidate, silent = make_candidate(), make_candidate()
    db.session.add(Wishes(candidate_id=candidate.id, work="planner", regions="Zaanstreek", hours="", changed_at=NOW))
    db.session.add(Wishes(candidate_id=silent.id, work="", regions="", hours="", changed_at=NOW))
    db.session.commit()

    assert "planner" in browser.get(f"/candidates/{candidate.public_id}").text
    assert "What they look for" not in browser.get(f"/candidates/{silent.public_id}").text


def test_who_opened_a_page_is_remembered_once_an_hour_and_nobody_else_is_named(browser, recruiter, clock):
    candidate, _other = make_candidate(cv="Planner"), make_candidate()
    candidate.documents[0].content = b"in the file"
    db.session.commit()

    for _again in range(3):
        browser.get(f"/candidates/{candidate.public_id}")
    browser.answer("GET", f"/candidates/{candidate.public_id}/documents/{candidate.documents[0].id}")
    clock.shift(timedelta(hours=1))
    browser.get(f"/candidates/{candidate.public_id}")

    looks = db.session.scalars(sa.select(AccessRecord).order_by(AccessRecord.id)).all()
    assert [look.page for look in looks] == ["candidates.show", "candidates.document", "candidates.show"]
    assert {(look.user_id, look.candidate_id) for look in looks} == {(recruiter.id, candidate.id)}
    assert db.session.scalars(sa.select(AccessRecord.at)).first() == NOW


def test_whoever_may_not_see_a_person_is_not_remembered_as_having_looked(browser):
    gone = make_candidate(procedure_closed_at=NOW - timedelta(days=100))

    browser.get(f"/candidates/{gone.public_id}", status=404)

    assert not db.session.scalars(sa.select(AccessRecord)).all()
