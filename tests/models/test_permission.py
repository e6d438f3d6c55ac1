"""May we? One person asked, or everybody at once: the same answer."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from crm.extensions import db
from models import Candidate, ConsentKind, Permission, Purpose, may
from models.retention import preset_for
from tests.factories import NOW, make_candidate

pytestmark = pytest.mark.usefixtures("organisation")

# Moments around the one that is asked: before, at, just after, long after.
MOMENTS = st.sampled_from([-400, -10, -1, 0, 1, 10, 400]).map(lambda days: NOW + timedelta(days=days))
PERMISSIONS = st.fixed_dictionaries(
    {"kind": st.sampled_from(ConsentKind), "since": MOMENTS, "expires_at": st.none() | MOMENTS}
)
LIVES = st.fixed_dictionaries(
    {
        "permissions": st.dictionaries(st.sampled_from(Purpose), PERMISSIONS),
        "closed_at": st.none() | MOMENTS.filter(lambda moment: moment <= NOW),
        "quarantined_at": st.none() | MOMENTS.filter(lambda moment: moment <= NOW),
        "hired_at": st.none() | MOMENTS,
        "paused_until": st.none() | MOMENTS,
    }
)


def live(candidate, life):
    """This is what happened to the person; what follows from it is settled as the product settles it."""
    candidate.permissions.clear()
    db.session.flush()
    candidate.permissions.extend(Permission(purpose=purpose, **given) for purpose, given in life["permissions"].items())
    candidate.procedure_closed_at = life["closed_at"]
    candidate.quarantined_at = life["quarantined_at"]
    candidate.hired_at = life["hired_at"]
    candidate.paused_until = life["paused_until"]
    candidate.settle(NOW, preset_for("NL"))
    db.session.flush()


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(life=LIVES, purpose=st.sampled_from(Purpose))
@example(
    life={
        "permissions": {
            Purpose.SURVEY: {"kind": ConsentKind.GIVEN, "since": NOW, "expires_at": NOW + timedelta(days=9)}
        },
        "closed_at": NOW - timedelta(days=400),
        "quarantined_at": None,
        "hired_at": None,
        "paused_until": None,
    },
    purpose=Purpose.SURVEY,
)
def test_the_query_for_everybody_finds_exactly_those_of_whom_may_says_yes(app, life, purpose):
    candidate = db.session.query(Candidate).one_or_none() or make_candidate()
    live(candidate, life)

    reached = db.session.scalars(Candidate.reachable(purpose, NOW)).all()

    assert reached == ([candidate] if may(candidate, purpose, NOW).allowed else [])


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(life=LIVES, purpose=st.sampled_from(Purpose))
def test_whoever_we_may_write_to_or_compare_is_also_seen(app, life, purpose):
    candidate = db.session.query(Candidate).one_or_none() or make_candidate()
    live(candidate, life)

    if may(candidate, purpose, NOW).allowed and purpose is not Purpose.SURVEY:
        assert db.session.scalars(Candidate.visible(NOW)).all() == [candidate]


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(life=LIVES, purpose=st.sampled_from(Purpose), later=st.integers(0, 900))
def test_time_alone_never_gives_a_permission_back(app, life, purpose, later):
    candidate = db.session.query(Candidate).one_or_none() or make_candidate()
    live(
        candidate,
        life
        | {
            "paused_until": None,
            "permissions": {
                asked: given | {"since": min(given["since"], NOW)} for asked, given in life["permissions"].items()
            },
        },
    )

    if not may(candidate, purpose, NOW).allowed:
        assert not may(candidate, purpose, NOW + timedelta(days=later)).allowed
