"""Every page, for every role, in both languages: the test browser checks title, heading, ids, labels and the rest."""

import pytest

from models import Language, Role
from tests.pages import Browser, Page
from tests.sample import addresses, make_sample
from tests.sample_rights import inside


@pytest.mark.parametrize("language", list(Language), ids=lambda language: language.value)
@pytest.mark.parametrize("who", [*Role, None], ids=lambda role: role.value if role else "nobody")
def test_every_page_is_whole(app, organisation, clock, who, language):
    sample = make_sample(organisation, language)
    visitor = inside(Browser(app))
    if who:
        visitor.is_signed_in(sample.by_role[who])

    for endpoint, address in addresses(app, sample).items():
        answer = visitor.answer("GET", address, headers={"Accept-Language": language.value})
        assert answer.status_code in (200, 303, 403), f"{endpoint} answered {answer.status_code}"
        is_page = answer.mimetype == "text/html" and endpoint not in ("mailbox.html", "letters.look")
        if is_page and answer.status_code != 303:
            page = Page(visitor, answer, address)
            if "<html" in page.body:
                assert page.tree.get("lang") == language.value, f"{address} speaks {page.tree.get('lang')}"
                assert page.all("//h1")[0].text_content().strip(), f"the heading is empty on {address}"
                assert page.all("//main"), f"say where the content of the page is: {address}"
