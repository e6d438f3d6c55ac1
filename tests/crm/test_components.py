"""What the shared macros promise to every page that uses them."""

from datetime import timedelta

import pytest
from flask import render_template_string
from flask_babel import force_locale
from flask_wtf import FlaskForm
from lxml import html
from wtforms import RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired

from tests.factories import NOW


class Form(FlaskForm):
    title = StringField("Title", [DataRequired("Give the vacancy a title.")], description="As on your site.")
    text = TextAreaField("Text")
    finding = RadioField("Finding", [DataRequired("Choose.")], choices=[SelectChoice("strong", "Strong")])


def drawn(app, template, path="/", **context):
    with app.test_request_context(path), force_locale("en"):
        return html.fromstring(f"<div>{render_template_string(template, **context)}</div>")


def form(app, **data):
    template = (
        '{% from "components/forms.html" import form_for, field %}'
        '{% call form_for(form, submit="Open") %}'
        "{{ field(form.title) }}{{ field(form.text) }}{{ field(form.finding) }}{% endcall %}"
    )
    with app.test_request_context("/", method="POST", data=data), force_locale("en"):
        filled = Form(meta={"csrf": False})
        filled.validate()
        return html.fromstring(f"<div>{render_template_string(template, form=filled)}</div>")


def test_a_field_with_an_error_says_so_to_a_screen_reader(app):
    title = form(app).get_element_by_id("title")

    assert title.get("aria-invalid") == "true"
    assert title.get("aria-describedby") == "title-hint title-error"
    assert "Give the vacancy a title." in form(app).get_element_by_id("title-error").text_content()


def test_the_summary_of_errors_leads_to_each_field(app):
    page = form(app)

    links = [link.get("href") for link in page.xpath("//*[contains(@class, 'wz-errors')]//a")]
    assert links == ["#title", "#finding-0"]
    assert all(page.get_element_by_id(link[1:]) is not None for link in links)


def test_only_what_may_stay_empty_says_so(app):
    labels = [" ".join(label.text_content().split()) for label in form(app).xpath("//label[@class='form-label']")]

    assert labels == ["Title", "Text (optional)"]


def test_a_form_without_errors_has_no_summary(app):
    page = form(app, title="Planner", finding="strong")

    assert not page.xpath("//*[contains(@class, 'wz-errors')]")


class Pages:
    has_prev, prev_num, has_next, next_num, first, last, total = True, 1, True, 3, 26, 50, 80


def test_pages_keep_the_search_and_cannot_be_led_elsewhere(app):
    page = drawn(
        app,
        '{% from "components/pager.html" import pager %}{{ pager(page) }}',
        path="/candidates?q=a%26b&tag=x&tag=y&page=2&_scheme=javascript&_external=1",
        page=Pages,
    )

    following = page.xpath("//a[@rel='next']/@href")[0]
    assert following.startswith("?")
    assert "q=a%26b&tag=x&tag=y" in following
    assert following.endswith("&page=3")


BAND = '{% from "components/permit.html" import permit %}{{ permit(compare, mail) }}'


@pytest.mark.parametrize(
    ("days", "kind", "words"),
    [(300, "wz-permit", "May compare"), (20, "wz-permit ending", "20 days left"), (None, "wz-permit none", "No perm")],
)
def test_the_band_says_what_we_may_and_until_when(app, clock, days, kind, words):
    until = NOW + timedelta(days=days) if days else None

    band = drawn(app, BAND, compare=until, mail=until).xpath("//*[contains(@class, 'wz-permit')]")[0]
    assert band.get("class") == kind
    assert words in band.text_content()


def test_the_band_never_offers_what_we_may_not(app, clock):
    band = drawn(app, BAND, compare=NOW + timedelta(days=300), mail=None).text_content()

    assert "May mail" not in band
    assert "No permission to mail" in band


def test_more_than_seven_reasons_wait_behind_one_word(app):
    words = list("abcdefghi")

    page = drawn(app, '{% from "components/chips.html" import reasons %}{{ reasons(words) }}', words=words)
    assert len(page.xpath("//div/span[contains(@class, 'found')]")) == 7
    assert "+ 2" in page.xpath("//summary")[0].text_content()
