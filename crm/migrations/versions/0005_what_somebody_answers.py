"""what somebody answers to an invitation"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("invitation") as batch:
        batch.add_column(sa.Column("meet_from", sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("meet_until", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("application") as batch:
        batch.add_column(sa.Column("invitation_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(
            batch.f("fk_application_invitation_id_invitation"), "invitation", ["invitation_id"], ["id"]
        )
        batch.create_unique_constraint(batch.f("uq_application_invitation_id"), ["invitation_id"])
