"""A candidate's own pages on a phone: every page, in both languages, and two clicks to stop it all."""

import re

import pytest

from tests.browser.test_journey_in_chromium import MARIEKE, PAST, links
from tests.journeys.processes import Installation, wait_until

EVERYTHING = ("keep_profile", "match_vacancies", "email_vacancies", "survey")


def code_of(site: Installation) -> str:
    """The newest code that was mailed."""
    mails = sorted(site.mails.glob("*.eml"), key=lambda file: file.stat().st_mtime_ns)
    codes = [code for mail in mails for code in re.findall(r"^(\d{8})\r?$", mail.read_text(), re.MULTILINE)]
    return codes[-1] if codes else ""


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_candidate_does_everything_on_a_phone_and_stops_it_in_two_clicks(site, visit, language):
    site.run("import", str(PAST))
    phone = visit(width=390, language=language)
    phone.goto("/my-data")
    phone.fill(email=MARIEKE)
    phone.press("Mail me my link")
    wait_until(lambda: links(site, MARIEKE, "/p/"), 60)
    own = links(site, MARIEKE, "/p/")[-1]
    phone.goto(f"{own}?language={language}")
    for purpose in EVERYTHING:
        phone.page.locator(f"[name='{purpose}']").check()
    phone.press("Save my choice")
    phone.page.locator("[name='survey']").uncheck()
    phone.page.get_by_text(phone.words("Off, from this moment. A mail confirms it.")).wait_for()
    phone.goto(f"{own}?language={language}")
    assert not phone.page.locator("[name='survey']").is_checked()
    phone.page.locator("[name='survey']").check()
    phone.press("Save my choice")
    assert phone.page.locator("[name='survey']").is_checked()

    phone.follow("What are you looking for?")
    phone.fill(work="Chauffeur CE", regions="Zaanstreek", hours="32", available_on="2027-02-01")
    phone.press("Save")
    assert "Zaanstreek" in phone.text()
    phone.follow("Nothing for a while")
    phone.fill(until="2027-01-15")
    phone.press("Pause")
    phone.follow("Nothing for a while")
    phone.press("End the pause now")

    phone.follow("All we have of you")
    phone.press("Mail me a code")
    phone.fill(code="12345678")
    phone.press("Open")
    wait_until(lambda: code_of(site), 60)
    phone.fill(code=code_of(site))
    phone.press("Open")
    assert "Marieke de Groot" in phone.text()
    phone.follow("Something is wrong")
    phone.fill(place="Haarlem")
    phone.press("Send the correction")
    phone.follow("Send a new CV")
    phone.page.locator("[name='file']").set_input_files(
        {"name": "cv.txt", "mimeType": "text/plain", "buffer": b"Vrachtwagenchauffeur met rijbewijs CE en ADR. " * 20}
    )
    phone.press("Send")
    phone.follow("What happened with my data")
    phone.follow("proof")
    phone.goto(f"{own}?language={language}")
    phone.follow("Download everything")
    phone.press("Make my download")
    with phone.page.expect_download() as fetched:
        phone.page.get_by_role("button", name=phone.words("Download"), exact=True).click()
    assert fetched.value.suggested_filename.endswith(".zip")
    for path in ("limits", "address", "erasure"):
        phone.goto(f"{own}/{path}?language={language}")

    phone.goto(f"{own}?language={language}")
    clicks = 0
    for role in ("link", "button"):
        phone.page.get_by_role(role, name=phone.words("Withdraw everything"), exact=True).click()
        clicks += 1
    phone.look()
    assert clicks == 2
    assert not any(phone.page.locator(f"[name='{purpose}']").is_checked() for purpose in EVERYTHING)

    phone.goto(f"{own}/erasure?language={language}")
    phone.press("Erase everything")
    assert phone.words("We are erasing everything") in phone.text()
