"""whether somebody did what we advised"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    said = sa.Enum(
        "done", "under_way", "not_done", name="followed", native_enum=False, create_constraint=True, length=40
    )
    with op.batch_alter_table("verdict") as changes:
        changes.add_column(sa.Column("check_back_asked_at", moment, nullable=True))
        changes.add_column(sa.Column("followed", said, nullable=True))
        changes.add_column(sa.Column("followed_words", sa.Text(), server_default="", nullable=False))
        changes.add_column(sa.Column("followed_at", moment, nullable=True))
        changes.create_index("ix_verdict_check_back_on", ["check_back_on"])
