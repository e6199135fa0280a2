"""Every answer."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the schema forward."""
    op.create_table(
        "erased_account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mark", sa.Text(), nullable=False),
        sa.Column("erased_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erased_account")),
        sa.UniqueConstraint("mark", name=op.f("uq_erased_account_mark")),
    )
    op.create_table(
        "person_account",
        sa.Column("server_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["server_id"], ["server.id"], name=op.f("fk_person_account_server_id_server")
        ),
        sa.PrimaryKeyConstraint("server_id", "user_id", name=op.f("pk_person_account")),
    )
    with op.batch_alter_table("person_account", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_person_account_person_id"), ["person_id"], unique=False
        )

    op.create_table(
        "user_privacy",
        sa.Column("server_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("is_hidden", sa.Boolean(), nullable=False),
        sa.Column("shortens_addresses", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["server_id"], ["server.id"], name=op.f("fk_user_privacy_server_id_server")
        ),
        sa.PrimaryKeyConstraint("server_id", "user_id", name=op.f("pk_user_privacy")),
    )


def downgrade() -> None:
    """Change it back."""
    op.drop_table("user_privacy")
    with op.batch_alter_table("person_account", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_person_account_person_id"))

    op.drop_table("person_account")
    op.drop_table("erased_account")
