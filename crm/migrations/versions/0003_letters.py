"""letters in the organisation's own words"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def tone(**values: str) -> sa.Column[str]:
    kinds = sa.Enum("je", "u", name="tone", native_enum=False, create_constraint=True, length=40)
    return sa.Column("tone", kinds, nullable=False, **values)  # type: ignore[arg-type]


def upgrade() -> None:
    op.create_table(
        "letter_text",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("letter", sa.String(), nullable=False),
        sa.Column(
            "language",
            sa.Enum("nl", "en", name="language", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("heading", sa.String(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        tone(),
        sa.Column("is_shipped", sa.Boolean(), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["written_by_id"], ["user.id"], name=op.f("fk_letter_text_written_by_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_text")),
        sa.UniqueConstraint("letter", "language", "number", name=op.f("uq_letter_text_letter_language_number")),
    )
    with op.batch_alter_table("message") as batch:
        batch.add_column(sa.Column("letter_text_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(
            op.f("fk_message_letter_text_id_letter_text"), "letter_text", ["letter_text_id"], ["id"]
        )
    with op.batch_alter_table("organisation") as batch:
        batch.add_column(tone(server_default="je"))
