"""Tell."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the schema forward."""
    op.create_table(
        "saved_view",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.BigInteger(), nullable=False),
        sa.Column("deleted_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_view")),
    )
    op.create_table(
        "trouble",
        sa.Column("server_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("server_id", "name", name=op.f("pk_trouble")),
    )
    op.create_table(
        "newsletter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("server_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("next_at", sa.BigInteger(), nullable=True),
        sa.Column("deleted_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["server_id"], ["server.id"], name=op.f("fk_newsletter_server_id_server")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_newsletter")),
        sa.UniqueConstraint("server_id", "number", name=op.f("uq_newsletter_server_id_number")),
    )
    op.create_table(
        "newsletter_issue",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("server_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("newsletter", sa.Integer(), nullable=False),
        sa.Column("notify_action", sa.Text(), nullable=False),
        sa.Column("uuid", sa.Text(), nullable=False),
        sa.Column("id_name", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("start_at", sa.BigInteger(), nullable=False),
        sa.Column("end_at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("filename", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["server_id"], ["server.id"], name=op.f("fk_newsletter_issue_server_id_server")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_newsletter_issue")),
        sa.UniqueConstraint("uuid", name=op.f("uq_newsletter_issue_uuid")),
    )
    with op.batch_alter_table("newsletter_issue", schema=None) as batch_op:
        batch_op.create_index("ix_newsletter_issue_id_name", ["id_name"], unique=False)
        batch_op.create_index(
            "ix_newsletter_issue_server_id_newsletter",
            ["server_id", "newsletter", "id"],
            unique=False,
        )

    op.create_table(
        "newsletter_unsubscribed",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("server_id", sa.Integer(), nullable=False),
        sa.Column("newsletter", sa.Integer(), nullable=False),
        sa.Column("receiver_mark", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["server_id"], ["server.id"], name=op.f("fk_newsletter_unsubscribed_server_id_server")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_newsletter_unsubscribed")),
        sa.UniqueConstraint(
            "server_id",
            "newsletter",
            "receiver_mark",
            name=op.f("uq_newsletter_unsubscribed_server_id_newsletter_receiver_mark"),
        ),
    )
    op.create_table(
        "occasion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("server_id", sa.Integer(), nullable=False),
        sa.Column("trigger", sa.Text(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=True),
        sa.Column("not_before", sa.BigInteger(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["server_id"], ["server.id"], name=op.f("fk_occasion_server_id_server")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_occasion")),
    )
    op.create_table(
        "push_subscription",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("endpoint_hash", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("user_agent", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_push_subscription_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_push_subscription")),
        sa.UniqueConstraint("endpoint_hash", name=op.f("uq_push_subscription_endpoint_hash")),
    )
    op.create_table(
        "newsletter_delivery",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("issue_id", sa.Integer(), nullable=False),
        sa.Column("receiver", sa.Text(), nullable=False),
        sa.Column("receiver_mark", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("not_before", sa.BigInteger(), nullable=False),
        sa.Column("sent_at", sa.BigInteger(), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["issue_id"],
            ["newsletter_issue.id"],
            name=op.f("fk_newsletter_delivery_issue_id_newsletter_issue"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_newsletter_delivery")),
    )
    with op.batch_alter_table("newsletter_delivery", schema=None) as batch_op:
        batch_op.create_index("ix_newsletter_delivery_issue_id", ["issue_id"], unique=False)
        batch_op.create_index(
            "ix_newsletter_delivery_receiver_mark", ["receiver_mark", "id"], unique=False
        )
        batch_op.create_index(
            "ix_newsletter_delivery_state", ["state", "not_before", "id"], unique=False
        )

    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.create_index("ix_notice_server_id", ["server_id", "id"], unique=False)
        batch_op.create_index("ix_notice_tag", ["server_id", "notifier", "tag"], unique=False)


def downgrade() -> None:
    """Change it back."""
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.drop_index("ix_notice_tag")
        batch_op.drop_index("ix_notice_server_id")

    with op.batch_alter_table("newsletter_delivery", schema=None) as batch_op:
        batch_op.drop_index("ix_newsletter_delivery_state")
        batch_op.drop_index("ix_newsletter_delivery_receiver_mark")
        batch_op.drop_index("ix_newsletter_delivery_issue_id")

    op.drop_table("newsletter_delivery")
    op.drop_table("push_subscription")
    op.drop_table("occasion")
    op.drop_table("newsletter_unsubscribed")
    with op.batch_alter_table("newsletter_issue", schema=None) as batch_op:
        batch_op.drop_index("ix_newsletter_issue_server_id_newsletter")
        batch_op.drop_index("ix_newsletter_issue_id_name")

    op.drop_table("newsletter_issue")
    op.drop_table("newsletter")
    op.drop_table("trouble")
    op.drop_table("saved_view")
