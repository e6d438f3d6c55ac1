"""A configuration that cannot work, or would leave a door open, starts nothing and says what to set."""

import pytest

from crm import config
from crm.refusals import ConfigurationError, refuse_unless_ready


@pytest.fixture
def good(tmp_path):
    return config.from_environment(
        {
            "CRM_SECRET_KEY": "k" * 48,
            "CRM_PUBLIC_URL": "https://weerzien.kadewerk.example",
            "CRM_MAIL_URL": "smtp://user:password@mail.kadewerk.example:587",
            "CRM_DATA_DIR": str(tmp_path),
            "CRM_ERASURE_LEDGER": str(tmp_path / "erasures.jsonl"),
        }
    )


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("CRM_SECRET_KEY", "", "CRM_SECRET_KEY must be at least 32 characters"),
        ("CRM_SECRET_KEY", "short", "CRM_SECRET_KEY must be at least 32 characters"),
        ("CRM_PUBLIC_URL", "", "CRM_PUBLIC_URL must be the address people use"),
        ("CRM_PUBLIC_URL", "https://", "CRM_PUBLIC_URL must be the address people use"),
        ("CRM_PUBLIC_URL", "http://[", "CRM_PUBLIC_URL must be the address people use"),
        ("CRM_PUBLIC_URL", "https://weerzien.kadewerk.example:99999", "CRM_PUBLIC_URL must be the address people use"),
        ("CRM_PUBLIC_URL", "weerzien.kadewerk.example", "CRM_PUBLIC_URL must be the address people use"),
        ("CRM_PUBLIC_URL", "http://weerzien.kadewerk.example", "CRM_PUBLIC_URL must begin with https://"),
        ("CRM_PUBLIC_URL", "https://kadewerk.example/weerzien", "CRM_PUBLIC_URL must be a host name of its own"),
        ("CRM_MAIL_URL", "", "CRM_MAIL_URL must be smtp://"),
        ("CRM_MAIL_URL", "smtp://", "CRM_MAIL_URL must be smtp://"),
        ("CRM_MAIL_URL", "smtp://relay:post", "CRM_MAIL_URL must be smtp://"),
        ("CRM_MAIL_URL", "folder://", "CRM_MAIL_URL must be smtp://"),
        ("CRM_MAIL_URL", "folder:///proc/no/folder", "CRM_MAIL_URL needs the folder /proc/no/folder"),
        ("CRM_BOUNCE_ADDRESS", "b+x@bounce.kadewerk.example", "CRM_BOUNCE_ADDRESS must be an address such as"),
        ("CRM_MAILDIR", "/proc/no", "CRM_MAILDIR must be a Maildir that is there"),
        ("CRM_DATABASE_URL", "mysql://host/crm", "CRM_DATABASE_URL must be sqlite:////path/crm.db or postgresql"),
        ("CRM_DATABASE_URL", "postgres://host/crm", "CRM_DATABASE_URL must be sqlite:////path/crm.db or postgresql"),
        ("CRM_DATABASE_URL", "sqlite:////proc/no/crm.db", "CRM_DATABASE_URL needs the folder /proc/no"),
        ("CRM_QUEUE_URL", "redis://host", "CRM_QUEUE_URL must be sqlite:////path/queue.db or postgresql"),
        ("CRM_DATA_DIR", "/proc/no", "CRM_DATA_DIR needs the folder /proc/no"),
        ("CRM_ERASURE_LEDGER", "/proc/no/erasures.jsonl", "CRM_ERASURE_LEDGER needs the folder /proc/no"),
        ("CRM_LOG_LEVEL", "LOUD", "CRM_LOG_LEVEL must be one of DEBUG, INFO, WARNING, ERROR"),
    ],
)
def test_it_refuses_to_start_without_what_it_needs_and_says_what_to_set(good, name, value, said):
    refuse_unless_ready(good, debug=False)

    with pytest.raises(ConfigurationError, match=said):
        refuse_unless_ready(good | {name: value}, debug=False)


def test_it_refuses_to_start_with_debug_on(good):
    with pytest.raises(ConfigurationError, match="Unset FLASK_DEBUG"):
        refuse_unless_ready(good, debug=True)


def test_every_problem_is_named_at_once(good):
    wrong = dict.fromkeys(("CRM_SECRET_KEY", "CRM_PUBLIC_URL", "CRM_MAIL_URL", "CRM_DATABASE_URL"), "")

    with pytest.raises(ConfigurationError) as refused:
        refuse_unless_ready(good | wrong, debug=True)

    assert str(refused.value).count("\n- ") == 5


def test_a_command_that_serves_nobody_needs_no_address_and_no_mail(good):
    refuse_unless_ready(good | {"CRM_PUBLIC_URL": "", "CRM_MAIL_URL": "", "SERVES": False}, debug=False)


def test_a_folder_made_by_us_is_closed_to_other_accounts(good, tmp_path):
    refuse_unless_ready(good | {"CRM_DATA_DIR": tmp_path / "new"}, debug=False)

    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o700
