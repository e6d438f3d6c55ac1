"""Every page on which an answer is given, taken back or set right: nothing that axe finds, nothing sideways."""

from datetime import timedelta

import pytest

from crm.applications.services import keep_draft
from crm.extensions import db
from crm.mail.delivery import deliver_due
from models import Finding, Language
from tests.factories import PASSWORD, make_application, make_candidate, make_user, make_vacancy

SANNE = "sanne@kadewerk.example"
OWN = "Je vertelde hoe je in de sneeuw met drie wagens toch elke winkel voor zeven uur had bevoorraad."
EMPTY = "We kozen voor een kandidaat met meer ervaring. We houden je in gedachten."


def begun(vacancy, name: str, sentence: str) -> int:
    candidate = make_candidate(first_name=name, email=f"{name.lower()}@example.org", procedure_closed_at=None)
    application = make_application(candidate, vacancy)
    findings = [
        {"requirement_id": str(each.id), "asked": each.text, "finding": Finding.STRONG.value, "note": "", "advice": ""}
        for each in vacancy.requirements
    ]
    keep_draft(application, {"findings": findings, "sentence": sentence, "letter": ""})
    db.session.commit()
    return application.id


@pytest.mark.parametrize(("width", "language"), [(390, "nl"), pytest.param(1280, "en", marks=pytest.mark.soak)])
def test_the_pages_of_answering_keep_nobody_out(people, organisation, clock, width, language):
    organisation.send_delays = {"process": 30}
    vacancy = make_vacancy("Rijbewijs CE", "Code 95", title="Vrachtwagenchauffeur nachtdistributie")
    marieke = f"/applications/{begun(vacancy, 'Marieke', OWN)}/rejection"
    begun(vacancy, "Youssef", EMPTY)
    closure, unasked = f"/vacancies/{vacancy.id}/closure", f"/vacancies/{make_vacancy(title='Monteur').id}/closure"
    make_user(email=SANNE, language=Language(language))
    db.session.remove()
    staff = people(width=width, language=language)
    staff.sign_in(SANNE, PASSWORD)

    for path in ("/today/waiting", closure, unasked):
        staff.goto(path)
    staff.goto("/today/waiting")
    staff.follow("Vrachtwagenchauffeur nachtdistributie")
    staff.press("Send what is ticked")
    assert "30 minut" in staff.text()
    staff.goto(marieke)
    assert "30 minut" in staff.text()
    staff.press("Take it back")
    staff.press("Edit the text")
    assert OWN in staff.page.locator("[name='letter']").input_value()
    staff.press("Send to %(name)s", name="Marieke")

    clock.shift(timedelta(minutes=31))
    deliver_due()
    db.session.remove()
    staff.goto(marieke)
    staff.fill(words="We verwisselden twee brieven. Dat spijt ons.")
    staff.press("Send and open the application again")
    assert staff.page.locator("[name='findings-0-finding']").count() == 3
