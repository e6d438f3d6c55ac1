"""what shapes a score: amounts beside the text, the team's own synonyms, and the parameters of a run"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "synonym",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["written_by_id"], ["user.id"], name=op.f("fk_synonym_written_by_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_synonym")),
    )
    with op.batch_alter_table("organisation") as changes:
        changes.add_column(sa.Column("signals", sa.JSON(), server_default="{}", nullable=False))
    with op.batch_alter_table("match_run") as changes:
        changes.add_column(sa.Column("parameters", sa.JSON(), server_default="{}", nullable=False))
