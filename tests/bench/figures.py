"""How long the figures of 100,000 invitations take: `python -m tests.bench.figures`, on a throw-away SQLite file."""

import tempfile
import time
from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa
from flask_migrate import upgrade

from crm import create_app
from crm.extensions import db
from crm.vacancies.figures import invitation_figures
from models import Base
from tests.conftest import settings
from tests.factories import NOW, make_organisation, make_user

INVITATIONS, VACANCIES = 100_000, 500
REPLIES = ("interested", "not_now", "no", "stop", None, None)


def rows(table: str, many: list[dict[str, object]]) -> None:
    db.session.execute(sa.insert(Base.metadata.tables[table]), many)


def fill() -> None:
    make_organisation()
    user = make_user()
    first = {"title": "Planner", "folded_title": "planner", "description": "", "opened_at": NOW, "language": "nl"}
    enums = {"state": "open", "matching": True, "matched_through": 0}
    rows("vacancy", [first | enums | {"id": number} for number in range(1, VACANCIES + 1)])
    candidates, messages, invitations, applications = [], [], [], []
    for number in range(1, INVITATIONS + 1):
        at, vacancy = NOW - timedelta(minutes=number), number % VACANCIES + 1
        reply = REPLIES[number % len(REPLIES)]
        candidates.append(
            {
                "id": number,
                "public_id": f"{number:032}",
                "first_name": "Anna",
                "last_name": "Bakker",
                "language": "nl",
                "created_at": at,
                "profile_changed_at": at,
                "keep_until": NOW + timedelta(days=number % 300 + 1),
            }
        )
        messages.append(
            {
                "id": number,
                "public_id": f"{number:032}",
                "dedupe_key": f"invitation:v{vacancy}:c{number}",
                "name": "invitation",
                "message_class": "invitation",
                "candidate_id": number,
                "sender_name": "Sanne",
                "language": "nl",
                "subject": "Een vacature",
                "text": "Dag " * 200,
                "html": "<p>Dag</p>" * 400,
                "state": "failed" if number % 50 == 0 else "sent",
                "created_at": at,
                "due_at": at,
                "sent_at": at,
                "tries": 1,
            }
        )
        invitations.append(
            {
                "id": number,
                "public_id": f"{number:032}",
                "vacancy_id": vacancy,
                "candidate_id": number,
                "message_id": number,
                "invited_by_id": user.id,
                "sentence": "Kom je kijken?",
                "created_at": at,
                "reply": reply,
                "note": "",
            }
        )
        if reply == "interested":
            told = {"vacancy_id": vacancy, "candidate_id": number, "invitation_id": number, "stage": "applied"}
            outcome = {"outcome": "hired" if number % 4 == 0 else "open", "silver_medallist": False}
            applications.append(told | outcome | {"applied_at": at, "last_told_at": at})
    for table, many in (
        ("candidate", candidates),
        ("message", messages),
        ("invitation", invitations),
        ("application", applications),
    ):
        for start in range(0, len(many), 5000):
            rows(table, many[start : start + 5000])
    db.session.commit()


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(settings(Path(folder), f"sqlite:///{folder}/crm.db"))
        with app.app_context():
            upgrade()
            fill()
            invitation_figures(NOW)
            for what, ids in (("all vacancies", None), ("one vacancy", [7])):
                began = time.process_time()
                found = invitation_figures(NOW, vacancy_ids=ids)
                took = 1000 * (time.process_time() - began)
                print(f"figures of {found.total.invited:,} invitations, {what}: {took:.0f} ms of the processor")


if __name__ == "__main__":
    main()
