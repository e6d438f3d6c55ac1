"""The record of processing is a page that an officer can hand over."""


def test_the_record_says_who_gets_data_and_no_password(browser, recruiter, app, monkeypatch):
    monkeypatch.setitem(app.config, "CRM_MAIL_URL", "smtp://user:geheim@relay.example.com:587")

    page = browser.get("/records")

    assert "relay.example.com" in page.text
    assert "geheim" not in page.body
    assert "Kadewerk" in page.text
    assert "28 days" in page.text
