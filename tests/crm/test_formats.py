"""Dates, moments and figures read as words, in the reader's language and day."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask_babel import force_locale

from crm import formats
from tests.factories import NOW

LATE = datetime(2026, 3, 14, 23, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            "nl",
            [
                "15 maart 2026",
                "15 mrt 2026",
                "mrt 2026",
                "maart 2026",
                "Zondag 15 maart",
                "15 maart 2026, 00:30",
                "1.846",
            ],
        ),
        (
            "en",
            [
                "15 March 2026",
                "15 Mar 2026",
                "Mar 2026",
                "March 2026",
                "Sunday 15 March",
                "15 March 2026, 00:30",
                "1,846",
            ],
        ),
    ],
)
def test_a_moment_reads_as_the_day_it_was_where_the_reader_is(app, language, expected):
    with force_locale(language):
        words = [
            formats.date_words(LATE),
            formats.date_short(LATE),
            formats.month_short(LATE),
            formats.month_words(LATE),
            formats.weekday_words(LATE),
            formats.datetime_words(LATE),
            formats.number(1846),
        ]

    assert words == expected


def test_a_day_stays_that_day(app):
    with force_locale("en"):
        assert formats.date_words(date(2026, 3, 14)) == "14 March 2026"


def test_days_are_counted_on_the_calendar_not_in_blocks_of_24_hours(app, clock):
    clock.move_to(datetime(2026, 11, 23, 20, 0, tzinfo=UTC))

    assert formats.days_left(datetime(2026, 11, 24, 1, 0, tzinfo=UTC)) == 1
    assert formats.days_left(datetime(2026, 11, 23, 23, 30, tzinfo=UTC)) == 1
    assert formats.days_left(date(2026, 11, 22)) == -1


def test_how_long_ago_is_said_in_words(app, clock):
    with force_locale("nl"):
        assert formats.ago(NOW - timedelta(days=3)) == "3 dagen geleden"


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Marieke de Groot", "MG"), ("Daan", "D"), ("sanne@kadewerk.example", "S"), ("  ", "?")],
)
def test_initials_come_from_the_first_and_the_last_name(name, letters):
    assert formats.initials(name) == letters


def test_typed_text_keeps_its_paragraphs_and_nothing_else():
    typed = "Rijbewijs <b>CE</b>\r\n\r\ncode 95\nADR\n\n\n"

    assert str(formats.paragraphs(typed)) == "<p>Rijbewijs &lt;b&gt;CE&lt;/b&gt;</p>\n<p>code 95<br>ADR</p>"


def test_a_letter_shows_words_where_an_address_will_stand():
    shown = str(formats.letter("Dag <i>Youssef</i>\n\n* SAP\n\nKies: …\nStop: …"))

    assert "<p>Dag &lt;i&gt;Youssef&lt;/i&gt;</p>" in shown
    assert "<p>• SAP</p>" in shown
    assert '<p><span class="go">Kies</span><br><span class="go">Stop</span></p>' in shown
