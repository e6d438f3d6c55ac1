"""indexes that let the report count a hundred thousand applications"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    decided = ["decided_at", "outcome", "applied_at", "candidate_id"]
    op.create_index("ix_application_decided", "application", decided)
    few = sa.text("restricted_at IS NOT NULL")
    op.create_index(
        "ix_candidate_restricted_at", "candidate", ["restricted_at"], sqlite_where=few, postgresql_where=few
    )
