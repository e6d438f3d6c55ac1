"""A hand-picked few at once: only whom you opened, each letter read and their own, nobody's no in another's way."""

import pytest
import sqlalchemy as sa

from crm.extensions import db
from crm.invitations import several
from models import AccessRecord, Invitation, MatchDecision, Message, Purpose
from tests.crm.test_invitations import invited, make_match
from tests.factories import EVERYTHING, NOW, make_candidate, make_user, make_vacancy

pytestmark = pytest.mark.usefixtures("organisation", "clock")


@pytest.fixture
def vacancy(app):
    return make_vacancy("Rijbewijs CE", "ADR", matched_at=NOW)


def fits(vacancy, first_name, **values):
    return make_match(make_candidate(allows=values.pop("allows", EVERYTHING), first_name=first_name), vacancy, **values)


def look(browser, *matches):
    for match in matches:
        browser.get(f"/vacancies/{match.vacancy_id}?match={match.id}")


def few(browser, vacancy):
    return browser.get(f"/matches/several/{vacancy.id}")


def names_to_choose(page):
    return [label.text_content().split()[0] for label in page.all("//label[.//input[@name='chosen']]")]


def test_only_people_whom_you_opened_yourself_can_be_chosen(browser, recruiter, vacancy):
    opened, unopened, by_another = (fits(vacancy, name) for name in ("Anna", "Bram", "Cor"))
    db.session.add(
        AccessRecord(
            user_id=make_user().id, candidate_id=by_another.candidate_id, vacancy_id=vacancy.id, at=NOW, page="x"
        )
    )
    db.session.commit()
    assert "You opened nobody here yet" in few(browser, vacancy).text

    look(browser, opened)
    page = few(browser, vacancy)

    assert names_to_choose(page) == ["Anna"]
    assert "2 more people fit whom you did not open" in page.text
    forged = browser.post(
        f"/matches/several/{vacancy.id}",
        {
            "chosen": [str(unopened.id)],
            "read": [str(unopened.id)],
            "sentence": "Dag",
            "read_sentence": "Dag",
            "csrf_token": page.all("//input[@name='csrf_token']/@value")[0],
        },
    )
    assert db.session.scalars(sa.select(Invitation)).all() == []
    assert "Not everybody you chose can still be invited" in forged.text


def test_there_is_no_button_that_chooses_everybody_and_nobody_is_chosen_beforehand(browser, recruiter, vacancy):
    look(browser, fits(vacancy, "Anna"), fits(vacancy, "Bram"))

    page = few(browser, vacancy)

    assert page.all("//input[@name='chosen'][@checked]") == []
    assert not [button for button in page.all("//button") if " all" in f" {button.text_content().lower()}"]


def test_each_letter_has_its_own_reasons_and_name_and_is_read_before_it_goes(browser, recruiter, vacancy):
    anna = fits(vacancy, "Anna")
    bram = fits(
        vacancy, "Bram", probability=0.8, evidence=[], reasons=[{"text": "heftruck", "amount": 0.4, "kind": "term"}]
    )
    look(browser, anna, bram)

    page = few(browser, vacancy).submit(
        "Read the letters", chosen=[str(anna.id), str(bram.id)], sentence="{first_name}, kom je eens kijken?"
    )

    letters = [letter.text_content() for letter in page.all("//article[contains(@class, 'wz-letter')]")]
    letters.sort(key=lambda letter: "Anna" not in letter)
    assert len(letters) == 2
    assert "Anna, kom je eens kijken?" in letters[0]
    assert "Rijbewijs CE" in letters[0]
    assert "Bram, kom je eens kijken?" in letters[1]
    assert "heftruck" in letters[1]
    assert db.session.scalars(sa.select(Message)).all() == []

    page = page.submit("Invite 2 people")

    assert "Invited, each with their own letter: Anna, Bram." in page.text
    sent = db.session.scalars(sa.select(Message).order_by(Message.candidate_id)).all()
    assert [message.candidate_id for message in sent] == [anna.candidate_id, bram.candidate_id]
    rows = db.session.scalars(sa.select(Invitation).order_by(Invitation.candidate_id)).all()
    assert [(row.invited_by_id, row.match.decision) for row in rows] == [
        (recruiter.id, MatchDecision.INVITED),
        (recruiter.id, MatchDecision.INVITED),
    ]
    assert rows[0].sentence == "Anna, kom je eens kijken?"


def test_another_sentence_or_another_person_is_read_first(browser, recruiter, vacancy):
    anna, bram = fits(vacancy, "Anna"), fits(vacancy, "Bram")
    look(browser, anna, bram)
    page = few(browser, vacancy).submit("Read the letters", chosen=[str(anna.id)], sentence="Kom je kijken?")

    page = page.submit("Invite 1 person", chosen=[str(anna.id), str(bram.id)])
    assert len(page.all("//article[contains(@class, 'wz-letter')]")) == 2
    page = page.submit("Invite 2 people", sentence="Iets heel anders.")
    assert "Iets heel anders." in page.all("//article[contains(@class, 'wz-letter')]")[0].text_content()
    assert db.session.scalars(sa.select(Invitation)).all() == []

    page.submit("Invite 2 people", chosen=[str(bram.id)])

    assert db.session.scalars(sa.select(Invitation)).one().candidate_id == bram.candidate_id


def test_who_cannot_be_invited_stands_apart_with_the_reason(browser, recruiter, vacancy):
    can, silent, soon = fits(vacancy, "Anna"), fits(vacancy, "Bram"), fits(vacancy, "Cor")
    no_mail = fits(vacancy, "Dirk", allows=EVERYTHING - {Purpose.EMAIL_VACANCIES})
    silent.candidate.email = None
    other = make_match(soon.candidate, make_vacancy("Code 95", title="Planner", matched_at=NOW))
    invited(other, by=make_user(name="Eva Smit"))
    look(browser, can, silent, soon, no_mail)

    page = few(browser, vacancy)

    assert names_to_choose(page) == ["Anna"]
    (apart,) = page.all("//section[@aria-labelledby='cannot']")
    words = " ".join(apart.text_content().split())
    assert "We have no e-mail address of this person." in words
    assert "This person gives no permission to mail." in words
    assert "Cor may be invited again on 30 November 2026. Eva Smit wrote to them on 23 November 2026." in words


def test_what_changed_between_reading_and_sending_stops_that_letter_and_no_other(browser, recruiter, vacancy):
    anna, bram = fits(vacancy, "Anna"), fits(vacancy, "Bram")
    look(browser, anna, bram)
    page = few(browser, vacancy).submit(
        "Read the letters", chosen=[str(anna.id), str(bram.id)], sentence="Kom je kijken?"
    )
    db.session.refresh(anna)
    invited(anna, by=make_user(name="Eva Smit"))

    page = page.submit("Invite 2 people")

    assert "Invited: Bram." in page.text
    assert "Anna" in page.text
    per_person = db.session.execute(sa.select(Invitation.candidate_id, Invitation.sentence)).all()
    assert sorted(per_person) == sorted(
        [(anna.candidate_id, "Heb je ADR, of wil je het halen?"), (bram.candidate_id, "Kom je kijken?")]
    )


def test_a_refusal_in_the_middle_is_told_and_the_others_are_invited(recruiter, vacancy):
    anna, bram, cor = (fits(vacancy, name) for name in ("Anna", "Bram", "Cor"))
    invited(bram, by=make_user())
    cor.candidate.email = None
    db.session.commit()

    sent = several.invite_several([cor, bram, anna], sentence="Dag {voornaam}", by=recruiter, now=NOW)
    db.session.commit()

    assert sent.invited == [anna]
    assert {(match.candidate.first_name, reason) for match, reason in sent.refused} == {
        ("Bram", "already_invited"),
        ("Cor", "no_address"),
    }
    assert db.session.scalars(sa.select(Invitation).where(Invitation.candidate_id == anna.candidate_id)).one()


@pytest.mark.parametrize(
    ("sentence", "chosen", "words"),
    [
        ("", True, "Write a sentence of your own"),
        ("Dag {salaris}", True, "We cannot fill in {salaris}."),
        ("Dag", False, "Choose at least one person."),
    ],
)
def test_what_is_missing_is_said_and_the_rest_stays(browser, recruiter, vacancy, sentence, chosen, words):
    anna = fits(vacancy, "Anna")
    look(browser, anna)

    page = few(browser, vacancy).submit(
        "Read the letters", chosen=[str(anna.id)] if chosen else None, sentence=sentence
    )

    assert page.status == 422
    assert words in page.text
    assert bool(page.all("//input[@name='chosen'][@checked]")) is chosen
    assert page.all("//textarea")[0].text_content().strip() == sentence


def test_more_people_than_anybody_reads_is_too_many(browser, recruiter, vacancy):
    matches = [fits(vacancy, f"Persoon {number}") for number in range(several.MOST_AT_ONCE + 1)]
    look(browser, *matches)

    page = few(browser, vacancy).submit(
        "Read the letters", chosen=[str(match.id) for match in matches], sentence="Dag {voornaam}"
    )

    assert "Choose at most 10 people" in page.text


def test_a_look_is_remembered_once_an_hour_per_vacancy_and_told_in_the_export(browser, recruiter, vacancy, clock):
    match = fits(vacancy, "Anna")
    other = make_match(match.candidate, make_vacancy("Code 95", title="Planner", matched_at=NOW))
    for _again in range(2):
        look(browser, match, other)

    looks = db.session.scalars(sa.select(AccessRecord.vacancy_id).where(AccessRecord.page == "vacancies.show")).all()
    assert sorted(looks) == sorted([match.vacancy_id, other.vacancy_id])
