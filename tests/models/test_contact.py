"""How often one person may be written to: a pure function, tried at every edge."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.contact import MONTH, ContactLimits, Letter, Wait, budget

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SANNE, EVA = 1, 2
USUAL = ContactLimits()
SECOND = timedelta(seconds=1)


def days(number):
    return timedelta(days=number)


def invitation(ago, by=SANNE):
    return Letter(NOW - ago, by, "Eva Smit" if by == EVA else "Sanne Bakker", is_invitation=True)


def letter(ago, by=SANNE):
    return Letter(NOW - ago, by, "Sanne Bakker", is_invitation=False)


def ask(*letters, limits=USUAL, by_id=SANNE, **about):
    return budget(limits, letters, by_id=by_id, now=NOW, **about)


def test_who_never_heard_from_us_may_be_invited_twice_in_a_month():
    found = ask()

    assert found.allows
    assert found.left == 2
    assert found.last is None


@pytest.mark.parametrize(("ago", "allowed"), [(days(7) - SECOND, False), (days(7), True), (days(7) + SECOND, True)])
def test_a_week_lies_between_two_invitations(ago, allowed):
    found = ask(invitation(ago))

    assert found.allows is allowed
    assert found.left == 1
    if not allowed:
        assert (found.wait, found.free_at) == (Wait.RECENTLY, NOW + SECOND)


@pytest.mark.parametrize(("ago", "allowed"), [(days(30) - SECOND, False), (days(30), True)])
def test_a_third_invitation_waits_until_the_first_is_thirty_days_old(ago, allowed):
    found = ask(invitation(ago), invitation(days(10)))

    assert found.allows is allowed
    if not allowed:
        assert (found.wait, found.free_at, found.left) == (Wait.OFTEN, NOW + SECOND, 0)


@pytest.mark.parametrize(("ago", "allowed"), [(days(14) - SECOND, False), (days(14), True)])
def test_after_a_rejection_two_weeks_are_quiet(ago, allowed):
    found = ask(rejected_at=NOW - ago)

    assert found.allows is allowed
    if not allowed:
        assert (found.wait, found.free_at) == (Wait.REJECTED, NOW + SECOND)


def test_a_yes_of_their_own_after_the_rejection_ends_the_quiet_and_one_of_before_does_not():
    assert ask(rejected_at=NOW - days(2), said_yes_at=NOW - days(1)).allows
    assert not ask(rejected_at=NOW - days(2), said_yes_at=NOW - days(3)).allows


@pytest.mark.parametrize("kind", [invitation, letter])
def test_another_colleague_waits_a_week_and_reads_who_wrote(kind):
    limits = ContactLimits(gap_days=1)
    found = ask(kind(days(3)), limits=limits, by_id=EVA)

    assert (found.wait, found.free_at) == (Wait.COLLEAGUE, NOW + days(4))
    assert found.last.by_name == "Sanne Bakker"
    assert ask(kind(days(3)), limits=limits, by_id=SANNE).allows


def test_the_reason_that_lasts_longest_is_the_one_that_is_named():
    found = ask(invitation(days(1), by=EVA), invitation(days(9)), rejected_at=NOW - days(2))

    assert (found.wait, found.free_at) == (Wait.OFTEN, NOW + days(21))


def test_a_letter_that_waits_for_monday_counts_from_monday():
    assert ask(invitation(-days(2))).free_at == NOW + days(9)


@given(
    st.lists(st.tuples(st.integers(-20, 60), st.sampled_from([SANNE, EVA])), max_size=6),
    st.none() | st.integers(0, 40),
    st.sampled_from([SANNE, EVA]),
)
def test_whoever_waits_until_the_day_named_may_write_then_and_breaks_no_limit(letters, rejected, by_id):
    written = [invitation(days(ago), by=by) for ago, by in letters]
    rejected_at = NOW - days(rejected) if rejected is not None else None
    moment = ask(*written, rejected_at=rejected_at, by_id=by_id).free_at or NOW

    again = budget(USUAL, written, rejected_at=rejected_at, by_id=by_id, now=moment)

    assert again.allows
    recent = [each for each in written if each.at > moment - MONTH]
    assert len(recent) < USUAL.most
    assert all(moment - each.at >= days(7) for each in written)
    assert rejected_at is None or moment - rejected_at >= days(14)
