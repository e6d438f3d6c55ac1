"""when an ambassador was thanked on their page, and whether a colleague looked at who came"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.add_column("ambassador", sa.Column("thanked_at", moment, nullable=True))
    op.add_column("referral", sa.Column("seen_at", moment, nullable=True))
