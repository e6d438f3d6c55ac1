"""several colleagues know one person; whoever keeps in touch is one of them"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "acquaintance",
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["candidate.id"], name=op.f("fk_acquaintance_candidate_id_candidate")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_acquaintance_user_id_user")),
        sa.PrimaryKeyConstraint("candidate_id", "user_id", name=op.f("pk_acquaintance")),
    )
    op.execute(
        "INSERT INTO acquaintance (candidate_id, user_id) SELECT id, owner_id FROM candidate WHERE owner_id IS NOT NULL"
    )
