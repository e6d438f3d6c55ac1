"""The main job in a real browser, on a desk and on a phone, in both languages."""

import email
import email.policy
import re
from pathlib import Path

import pytest

from tests.factories import PASSWORD
from tests.journeys.processes import Installation, wait_until

PAST = Path(__file__).parents[1] / "journeys/past_applicants.csv"
SANNE, MARIEKE = "sanne@kadewerk.example", "marieke@example.org"


def links(site: Installation, to: str, path: str) -> list[str]:
    """The links in mail to this person whose address contains the words, the newest last."""
    found = []
    for file in sorted(site.mails.glob("*.eml"), key=lambda file: file.stat().st_mtime_ns):
        mime = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
        if mime["To"] == to:
            body = mime.get_body(("plain",)).get_content()
            found += [link for link in re.findall(r"http://[^/\s]+(/\S+)", body) if path in link]
    return found


@pytest.mark.parametrize(
    ("width", "language", "javascript"),
    [
        (1280, "nl", True),
        (390, "en", True),
        pytest.param(1280, "en", True, marks=pytest.mark.soak),
        pytest.param(390, "nl", True, marks=pytest.mark.soak),
        (390, "nl", False),
    ],
)
def test_a_rejection_becomes_an_answer(site, visit, width, language, javascript):
    site.run("import", str(PAST))
    site.settle(language=language)
    staff = visit(width=width, language=language, javascript=javascript)
    phone = visit(width=width, language=language, javascript=javascript)

    # Sanne signs in and answers Marieke's application.
    staff.sign_in(SANNE, PASSWORD)
    assert "Marieke" in staff.text()
    staff.goto("/candidates?q=marieke")
    staff.follow("Marieke de Groot")
    staff.follow("Answer %(name)s", name="Marieke")
    staff.fill(**{"findings-0-asked": "Klantcontact", "sentence": "De winkels vroegen of je terugkwam."})
    staff.choose("findings-0-finding", "strong")
    staff.press("Send to %(name)s", name="Marieke")

    # Marieke opens the link of her mail and says yes.
    wait_until(lambda: links(site, MARIEKE, "/p/"), 60)
    phone.goto(f"{links(site, MARIEKE, '/p/')[-1]}?language={language}")
    for purpose in ("keep_profile", "match_vacancies", "email_vacancies"):
        phone.page.locator(f"[name='{purpose}']").check()
    phone.press("Save my choice")

    # A vacancy opens, and the worker finds her by itself.
    staff.goto("/vacancies/new")
    staff.fill(
        title="Vrachtwagenchauffeur CE",
        description="Distributie in de Zaanstreek, dagritten met laadklep en koeltransport; rijbewijs CE en code 95.",
        **{"requirements-0-text": "Rijbewijs CE", "requirements-1-text": "ADR"},
    )
    staff.press("Open the vacancy")
    vacancy = staff.page.url
    wait_until(lambda: links(site, SANNE, "/vacancies/"), 90)
    staff.goto(vacancy)
    if width < 700:
        staff.page.get_by_role("link", name="Marieke de Groot").first.click()
        staff.look()
    staff.follow("Invite %(name)s", name="Marieke")
    staff.fill(sentence="Dagritten, zoals je wilde. Heb je ADR?")
    staff.press("Invite %(name)s", name="Marieke")

    # She answers from the mail; Sanne hears it.
    wait_until(lambda: links(site, MARIEKE, "answer=interested"), 60)
    phone.goto(f"{links(site, MARIEKE, 'answer=interested')[-1]}&language={language}")
    phone.fill(note="Graag! Bel me na vier uur.")
    phone.press("Send my answer")
    wait_until(lambda: links(site, SANNE, "/candidates/"), 60)
    staff.goto(links(site, SANNE, "/candidates/")[-1])
    assert "Bel me na vier uur." in staff.text()
    for path in ("/today", "/vacancies", "/imports", "/settings", "/settings/users", "/settings/profile"):
        staff.goto(path)

    # Two clicks, and she is gone from every list.
    phone.goto(f"{links(site, MARIEKE, '/p/')[0]}?language={language}")
    phone.follow("Withdraw everything")
    phone.press("Withdraw everything")
    staff.goto(vacancy)
    assert "Marieke" not in staff.text()
    for path in ("/my-data", "/privacy"):
        phone.goto(path)


def test_the_dutch_of_a_page_leaves_no_english_behind(site, visit):
    visitor = visit(language="nl")
    visitor.goto("/sign-in")

    assert visitor.page.locator("html").get_attribute("lang") == "nl"
    assert "Inloggen" in visitor.text()
