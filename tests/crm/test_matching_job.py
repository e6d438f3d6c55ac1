"""Comparing: who is compared, what is kept, and that a crash, a withdrawal or a second run changes none of it."""

import json
from datetime import timedelta

import pytest
import sqlalchemy as sa
from structlog.testing import capture_logs

from crm.consent.ledger import Capture
from crm.consent.services import withdraw
from crm.extensions import db
from crm.vacancies import matching, results, services, vectors
from crm.vacancies.jobs import match as match_sweep
from crm.vacancies.matching import NotMatched, match_due, match_vacancy
from models import (
    Alert,
    AlertKind,
    Band,
    Candidate,
    Invitation,
    Language,
    Match,
    MatchDecision,
    MatchRun,
    Message,
    ProfileVector,
    Purpose,
    Requirement,
    Role,
    Vacancy,
)
from models.candidate import FAR_FUTURE
from tests.factories import EVERYTHING, NOW, give, make_application, make_candidate, make_user, make_vacancy

DRIVER = (
    "Vrachtwagenchauffeur met rijbewijs CE en code 95. Twaalf jaar distributie met laadklep en dagritten in de regio, "
    "laden en lossen, vriendelijk bij klanten, tachograaf en routeplanning."
)
BAKER = (
    "Bakker met eigen winkel. Brood, banket en taarten; deeg maken, oven stoken, inkopen en leerlingen begeleiden in "
    "de bakkerij."
)
CAPTURE = Capture(channel="personal_link", actor="subject", language=Language.DUTCH, details={"form": "test"})


@pytest.fixture(autouse=True)
def _here(organisation, clock):
    """Every test has an organisation, and time stands still."""


def driver(**values):
    values = {"headline": "Vrachtwagenchauffeur CE", "cv": DRIVER, "allows": EVERYTHING} | values
    return make_candidate(**values)


def baker(**values):
    return driver(headline="Bakker", cv=BAKER, first_name="Bram", **values)


def driver_vacancy(**values):
    return make_vacancy("Rijbewijs CE", "Code 95", "ADR-certificaat", matched_at=None, **values)


def matches(vacancy):
    db.session.rollback()
    return db.session.scalars(sa.select(Match).where(Match.vacancy_id == vacancy.id).order_by(Match.id)).all()


def names(vacancy):
    return {match.candidate.headline for match in matches(vacancy)}


def alert_mails():
    return db.session.scalars(sa.select(Message).where(Message.name == "alert").order_by(Message.id)).all()


def test_a_vacancy_finds_who_fits_and_says_why():
    driver()
    baker()
    vacancy = driver_vacancy()

    match_due(now=NOW)

    (match,) = matches(vacancy)
    assert match.candidate.headline == "Vrachtwagenchauffeur CE"
    assert sum(reason["amount"] for reason in match.reasons) == pytest.approx(match.score, abs=1e-9)
    assert {each["requirement"]: each["finding"] for each in match.evidence} == {
        "Rijbewijs CE": "found",
        "Code 95": "found",
        "ADR-certificaat": "not_found",
    }
    assert match.evidence[0]["marked"] == "rijbewijs CE"
    assert vacancy.matched_at is not None


def test_the_place_in_the_cv_is_marked_inside_its_sentence():
    driver()
    vacancy = driver_vacancy()

    match_due(now=NOW)

    evidence = matches(vacancy)[0].evidence[1]
    assert (evidence["before"] + evidence["marked"] + evidence["after"]) in " ".join(DRIVER.split())


def test_nobody_without_permission_is_scored():
    driver(allows={Purpose.KEEP_PROFILE})
    driver(allows=None)
    vacancy = driver_vacancy()

    run = match_vacancy(vacancy.id, now=NOW)

    assert run.compared == 0
    assert run.left_out == {"no_permission": 2}
    assert matches(vacancy) == []
    assert db.session.scalars(sa.select(ProfileVector)).all() == []


def test_people_are_counted_by_the_reason_they_were_left_out():
    driver(paused_until=NOW + timedelta(days=5))
    driver(hired_at=NOW - timedelta(days=1))
    in_procedure = driver()
    in_procedure.procedure_closed_at, in_procedure.keep_until = None, FAR_FUTURE
    driver(headline=None, cv=None)
    invited, applied, user = driver(), driver(), make_user()
    vacancy = driver_vacancy()
    make_application(applied, vacancy, outcome="rejected")
    db.session.add(Invitation(vacancy=vacancy, candidate=invited, invited_by=user, sentence="", created_at=NOW))
    db.session.commit()

    run = match_vacancy(vacancy.id, now=NOW)

    assert run.left_out == {
        "paused": 1,
        "hired": 1,
        "in_procedure": 1,
        "invited": 1,
        "applied": 1,
        "too_little_text": 1,
    }
    assert run.compared == 0


def test_a_second_run_changes_nothing_and_names_nobody_again():
    make_user(roles=[Role.RECRUITER.value])
    driver()
    vacancy = driver_vacancy()
    match_vacancy(vacancy.id, now=NOW)
    first = matches(vacancy)[0]
    before = (first.id, first.score, first.found_at, first.alerted_at)

    match_vacancy(vacancy.id, now=NOW + timedelta(hours=1))

    (again,) = matches(vacancy)
    assert (again.id, again.score, again.found_at, again.alerted_at) == before
    assert len(alert_mails()) == 1
    assert db.session.scalar(sa.select(sa.func.count(Alert.id))) == 1


def test_decisions_outlive_a_run_and_undecided_people_who_no_longer_fit_go():
    decided, undecided = driver(), driver()
    vacancy = driver_vacancy()
    match_vacancy(vacancy.id, now=NOW)
    match = next(each for each in matches(vacancy) if each.candidate_id == decided.id)
    match.decide(MatchDecision.NOT_THIS_ONE, by=make_user(), now=NOW, reason="place")
    db.session.commit()

    services.change(vacancy, title="Bakker", description="Brood en banket bakken in onze bakkerij.", now=NOW)
    db.session.commit()
    match_due(now=NOW)

    kept = matches(vacancy)
    assert [each.candidate_id for each in kept] == [decided.id]
    assert undecided.id not in {each.candidate_id for each in kept}
    assert kept[0].decision is MatchDecision.NOT_THIS_ONE


def test_each_recruiter_of_the_vacancy_gets_one_mail_and_one_line_on_today():
    recruiter, other = make_user(roles=["recruiter"]), make_user(roles=["recruiter"])
    make_user(roles=["admin"])
    driver(first_name="Marieke", last_name="de Groot", place="Zaandam")
    vacancy = driver_vacancy(recruiters=[recruiter])

    match_due(now=NOW)

    (message,) = alert_mails()
    assert message.user_id == recruiter.id != other.id
    assert "Marieke G." in message.text
    assert "Groot" not in message.text + message.subject + message.html
    assert "Found: Rijbewijs CE, Code 95" in message.text
    assert "Not found: ADR-certificaat" in message.text
    assert f"http://localhost/vacancies/{vacancy.id}" in message.text
    assert "distributie" not in message.text.replace(vacancy.description, "")
    alert = db.session.scalars(sa.select(Alert)).one()
    assert (alert.kind, alert.user_id) == (AlertKind.MATCHES, recruiter.id)


def test_without_recruiters_of_its_own_a_vacancy_tells_every_recruiter():
    users = [make_user(roles=["recruiter"]), make_user(roles=["recruiter"])]
    make_user(roles=["admin"])
    make_user(roles=["recruiter"], disabled_at=NOW)
    driver()
    driver_vacancy()

    match_due(now=NOW)

    assert {message.user_id for message in alert_mails()} == {user.id for user in users}


def test_what_somebody_typed_cannot_become_html_in_an_alert():
    make_user(roles=["recruiter"])
    driver(place="<b>Zaandam</b>", first_name="<i>Marieke</i>")
    driver_vacancy(title="Vrachtwagenchauffeur <script>CE</script>")

    match_due(now=NOW)

    (message,) = alert_mails()
    assert "<script>" not in message.html
    assert "<b>Zaandam" not in message.html
    assert "<i>Marieke" not in message.html
    assert "<script>CE</script>" in message.text


def test_when_nobody_fits_the_team_hears_it_on_today_and_not_by_mail():
    user = make_user(roles=["recruiter"])
    driver()
    vacancy = make_vacancy(title="Astronaut", description="Orbital spacewalks aboard a rocket.", matched_at=None)

    match_due(now=NOW)

    assert matches(vacancy) == []
    assert alert_mails() == []
    alert = db.session.scalars(sa.select(Alert)).one()
    assert (alert.kind, alert.user_id) == (AlertKind.NOBODY_FITS, user.id)


def test_somebody_who_says_yes_later_is_compared_with_what_is_open_and_the_rest_is_left_alone(monkeypatch):
    make_user(roles=["recruiter"])
    for _ in range(8):
        baker()
    vacancy = driver_vacancy()
    match_due(now=NOW)
    assert names(vacancy) == set()

    newcomer = driver(allows=None)
    give(newcomer, EVERYTHING, now=NOW)
    scored = []
    monkeypatch.setattr(vectors, "everyone", _noting(vectors.everyone, scored))
    match_due(now=NOW)

    assert [match.candidate_id for match in matches(vacancy)] == [newcomer.id]
    assert scored == [newcomer.public_id]
    run = db.session.scalars(sa.select(MatchRun)).one()
    assert (run.compared, run.compared_since) == (8, 1)
    (message,) = alert_mails()
    assert message.subject == "1 person fits Vrachtwagenchauffeur CE"
    assert db.session.scalars(sa.select(Alert)).one().kind is AlertKind.MATCHES


def _noting(everyone, scored):
    def noting(*args, **kwargs):
        for key, vector in everyone(*args, **kwargs):
            scored.append(key)
            yield key, vector

    return noting


def test_news_after_the_first_alert_says_that_it_is_more():
    make_user(roles=["recruiter"])
    for _ in range(8):
        baker()
    driver()
    driver_vacancy()
    match_due(now=NOW)

    driver()
    match_due(now=NOW)

    assert [message.subject for message in alert_mails()] == [
        "1 person fits Vrachtwagenchauffeur CE",
        "1 more person fits Vrachtwagenchauffeur CE",
    ]


def test_a_changed_profile_is_compared_again_and_may_no_longer_fit():
    candidate = driver()
    for _ in range(8):
        baker()
    vacancy = driver_vacancy()
    match_due(now=NOW)
    assert names(vacancy) == {"Vrachtwagenchauffeur CE"}

    candidate.headline, candidate.documents[0].text = "Bakker", BAKER
    candidate.profile_changed_at = NOW
    db.session.commit()
    match_due(now=NOW)

    assert matches(vacancy) == []


def test_a_pause_that_ends_brings_somebody_back_without_anybody_acting():
    candidate = driver()
    for _ in range(8):
        baker()
    match_due(now=NOW)
    candidate.paused_until = NOW + timedelta(days=2)
    db.session.commit()
    match_due(now=NOW)
    vacancy = driver_vacancy()
    match_due(now=NOW)
    assert matches(vacancy) == []

    match_due(now=NOW + timedelta(days=3))

    assert [match.candidate_id for match in matches(vacancy)] == [candidate.id]


def test_a_vector_is_gone_when_its_permission_has_ended():
    candidate = driver()
    match_due(now=NOW)
    assert db.session.scalars(sa.select(ProfileVector)).one().candidate_id == candidate.id

    match_due(now=NOW + timedelta(days=400))

    assert db.session.scalars(sa.select(ProfileVector)).all() == []


def test_a_withdrawal_between_reading_and_storing_wins(monkeypatch):
    make_user(roles=["recruiter"])
    candidate = driver()
    vacancy = driver_vacancy()

    def withdraw_meanwhile(*args):
        withdraw(db.session.get_one(Candidate, candidate.id), list(Purpose), capture=CAPTURE, now=NOW)
        db.session.commit()
        return results.store(*args)

    monkeypatch.setattr(matching, "store", withdraw_meanwhile)
    match_due(now=NOW)

    assert matches(vacancy) == []
    assert alert_mails() == []


def test_a_change_while_comparing_throws_away_what_was_found_and_starts_again(monkeypatch):
    driver()
    baker()
    vacancy = driver_vacancy()
    changes = iter(["Bakker"])

    def change_meanwhile(*args):
        for title in changes:
            services.change(
                db.session.get_one(Vacancy, vacancy.id), title=title, description="Brood en banket bakken.", now=NOW
            )
            db.session.commit()
        return results.store(*args)

    monkeypatch.setattr(matching, "store", change_meanwhile)
    match_due(now=NOW)

    assert names(vacancy) == {"Bakker"}
    assert db.session.scalar(sa.select(sa.func.count(MatchRun.id))) == 1


@pytest.mark.parametrize("stop", [services.close, services.stop_matching])
def test_a_vacancy_closed_or_stopped_while_comparing_stores_nothing(monkeypatch, stop):
    driver()
    vacancy = driver_vacancy()

    def stop_meanwhile(*args):
        stop(db.session.get_one(Vacancy, vacancy.id), now=NOW)
        db.session.commit()
        return results.store(*args)

    monkeypatch.setattr(matching, "store", stop_meanwhile)
    match_due(now=NOW)

    assert matches(vacancy) == []


def test_a_worker_that_dies_while_comparing_loses_nothing_and_doubles_nothing(monkeypatch):
    make_user(roles=["recruiter"])
    driver()
    vacancy = driver_vacancy()

    class Killed(BaseException):
        pass

    def die(*args):
        raise Killed

    monkeypatch.setattr(matching, "store", die)
    with pytest.raises(Killed):
        match_due(now=NOW)
    db.session.rollback()
    monkeypatch.undo()

    match_due(now=NOW + timedelta(seconds=5))
    assert matches(vacancy) == [], "the dead worker still holds it"
    match_due(now=NOW + timedelta(seconds=31))

    assert len(matches(vacancy)) == 1
    assert len(alert_mails()) == 1


def test_one_vacancy_that_fails_does_not_stop_the_others(monkeypatch):
    driver()
    bad, good = driver_vacancy(), driver_vacancy()
    store = matching.store

    def fail_for_bad(lease, comparison):
        if lease.vacancy_id == bad.id:
            raise RuntimeError("Marieke de Groot")
        return store(lease, comparison)

    monkeypatch.setattr(matching, "store", fail_for_bad)
    with capture_logs() as logged:
        match_due(now=NOW)

    assert len(matches(good)) == 1
    (line,) = [line for line in logged if line["event"] == "error"]
    assert (line["kind"], line["vacancy"]) == ("RuntimeError", bad.id)
    assert "Marieke" not in str(line)


def test_one_profile_that_cannot_be_read_does_not_stop_the_others(monkeypatch):
    driver()
    unreadable = driver()
    vacancy = driver_vacancy()
    make = vectors.Matcher.vectors

    def refuse(self, profiles):
        if any(profile.key == unreadable.public_id for profile in profiles):
            raise ValueError
        return make(self, profiles)

    monkeypatch.setattr(vectors.Matcher, "vectors", refuse)
    match_due(now=NOW)

    assert len(matches(vacancy)) == 1


def test_a_vector_that_cannot_be_read_is_made_again():
    driver()
    vacancy = driver_vacancy()
    match_due(now=NOW)
    db.session.execute(sa.update(ProfileVector).values(content=b"nonsense"))
    db.session.commit()

    match_vacancy(vacancy.id, now=NOW)
    assert matches(vacancy) == []
    match_due(now=NOW)

    assert len(matches(vacancy)) == 1


def test_one_switch_stops_all_matching(organisation):
    driver()
    vacancy = driver_vacancy()
    organisation.matching = False
    db.session.commit()

    match_due(now=NOW)

    assert db.session.scalars(sa.select(ProfileVector)).all() == []
    with pytest.raises(NotMatched):
        match_vacancy(vacancy.id, now=NOW)


def test_a_stopped_vacancy_is_compared_with_newcomers_when_it_goes_on():
    for _ in range(8):
        baker()
    vacancy = driver_vacancy()
    match_due(now=NOW)
    services.stop_matching(vacancy, now=NOW)
    db.session.commit()
    driver()
    match_due(now=NOW)
    assert matches(vacancy) == []

    services.resume_matching(vacancy, now=NOW)
    db.session.commit()
    match_due(now=NOW)

    assert len(matches(vacancy)) == 1


def test_a_must_have_that_is_not_found_lowers_the_band_and_hides_nobody():
    driver()
    vacancy = driver_vacancy()
    vacancy.requirements.append(Requirement(position=9, text="Vliegbrevet", must=True))
    db.session.commit()

    match_due(now=NOW)

    assert [match.band for match in matches(vacancy)] == [Band.POSSIBLE]


def test_opening_a_vacancy_wakes_the_worker_which_matches_in_its_sweep(app):
    driver()
    vacancy = services.open_vacancy(title="Vrachtwagenchauffeur CE", description="Distributie met laadklep.", now=NOW)
    db.session.commit()
    assert app.extensions["huey"].pending_count() >= 1

    match_sweep()

    assert len(matches(vacancy)) == 1


def test_the_command_opens_a_vacancy_and_the_other_prints_the_contract(app, tmp_path):
    user = make_user(roles=["recruiter"])
    candidate = driver()
    driver(allows=None)
    path = tmp_path / "vacancy.json"
    path.write_text(
        json.dumps(
            {
                "title": "Vrachtwagenchauffeur CE",
                "description": "Distributie met laadklep en dagritten.",
                "recruiters": [user.email.upper()],
                "requirements": [{"text": "Rijbewijs CE", "must": True}],
            }
        )
    )
    opened = json.loads(run(app, "vacancy", "open", str(path), "--json"))
    assert opened == {"id": opened["id"], "title": "Vrachtwagenchauffeur CE"}

    answer = json.loads(run(app, "match", "--vacancy", str(opened["id"]), "--json"))

    assert answer["vacancy"] == opened["id"]
    assert answer["compared"] == 1
    assert answer["left_out"] == {"no_permission": 1}
    (found,) = answer["matches"]
    assert (found["email"], found["public_id"]) == (candidate.email, candidate.public_id)
    assert set(found) == {"email", "public_id", "score", "probability", "band", "reasons"}
    assert sum(reason["amount"] for reason in found["reasons"]) == pytest.approx(found["score"])
    texts = [reason["text"] for reason in found["reasons"]]
    assert len(set(texts)) == len(texts)
    vacancy = db.session.get_one(Vacancy, opened["id"])
    assert vacancy.language is Language.DUTCH
    assert [recruiter.id for recruiter in vacancy.recruiters] == [user.id]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("{", "This is not JSON"),
        ("[]", "one JSON object"),
        ('{"title": " ", "description": "x"}', "Give the vacancy a title"),
        ('{"title": "x"}', "Give the vacancy a description"),
        ('{"title": "x", "description": "y", "language": "de"}', "must be nl or en"),
        ('{"title": "x", "description": "y", "recruiters": ["who@example.org"]}', "weerzien user add"),
        ('{"title": "x", "description": "y", "requirements": [{"must": true}]}', "Requirement 1"),
        ('{"title": "x\\ud800", "description": "y"}', "“title” holds a character"),
        ('{"title": "x", "description": "\\u0000"}', "“description” holds a character"),
        (
            '{"title": "x", "description": "y", "requirements": [{"text": "\\udfff"}]}',
            "requirement 1” holds",
        ),
        ("[" * 100_000, "not a vacancy"),
        ('{"title": "x", "description": "y", "hours": ' + "9" * 5_000 + "}", "not a vacancy"),
        ('{"title": "x", "description": "y", "hours": ' + "9" * 400 + "}", "“hours” must be text"),
        ('{"title": "x", "description": "y", "hours": NaN}', "“hours” must be text"),
        ('{"title": "x", "description": "y", "recruiters": {}}', "“recruiters” must be a list"),
        ('{"title": "x", "description": "y", "place": "' + "p" * 101 + '"}', "101 characters; 100 is the most"),
        ('{"title": "x", "description": "y", "requirements": [' + ", ".join(["{}"] * 41) + "]}", "40 is the most"),
    ],
)
def test_a_file_that_is_no_vacancy_is_refused_in_words(app, tmp_path, content, words):
    path = tmp_path / "vacancy.json"
    path.write_text(content)

    said = run(app, "vacancy", "open", str(path), code=1)

    assert words in said
    assert db.session.scalars(sa.select(Vacancy)).all() == []


def test_a_closed_or_unknown_vacancy_is_not_matched_by_hand(app):
    vacancy = driver_vacancy()
    services.close(vacancy, now=NOW)
    db.session.commit()

    assert "is closed" in run(app, "match", "--vacancy", str(vacancy.id), code=1)
    assert "There is no vacancy 99" in run(app, "match", "--vacancy", "99", code=1)


def run(app, *arguments: str, code: int = 0) -> str:
    from crm.vacancies import cli

    command = {"vacancy": cli.vacancy_commands, "match": cli.match}[arguments[0]]
    result = app.test_cli_runner().invoke(command, arguments[1:])
    assert result.exit_code == code, result.output
    return result.output
