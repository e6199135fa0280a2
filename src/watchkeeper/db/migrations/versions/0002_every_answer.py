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
        "guest_invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guest_invitation")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_guest_invitation_token_hash")),
    )
    op.create_table(
        "ignored_finding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("mark", sa.Text(), nullable=False),
        sa.Column("ignored_at", sa.BigInteger(), nullable=False),
        sa.Column("ignored_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ignored_finding")),
        sa.UniqueConstraint("kind", "mark", name=op.f("uq_ignored_finding_kind_mark")),
    )
    op.create_table(
        "shared_year",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("accounts", sa.Text(), nullable=True),
        sa.Column("shown_name", sa.Text(), nullable=False),
        sa.Column("shows_people", sa.Boolean(), nullable=False),
        sa.Column("shared_by", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shared_year")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_shared_year_token_hash")),
    )
    op.create_table(
        "library_item",
        sa.Column("server_id", sa.Integer(), nullable=False),
        sa.Column("rating_key", sa.Integer(), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("parent_rating_key", sa.Integer(), nullable=True),
        sa.Column("grandparent_rating_key", sa.Integer(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("parent_title", sa.Text(), nullable=False),
        sa.Column("grandparent_title", sa.Text(), nullable=False),
        sa.Column("full_title", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("media_index", sa.Integer(), nullable=True),
        sa.Column("parent_media_index", sa.Integer(), nullable=True),
        sa.Column("guid", sa.Text(), nullable=False),
        sa.Column("external_ids", sa.Text(), nullable=False),
        sa.Column("thumb", sa.Text(), nullable=False),
        sa.Column("parent_thumb", sa.Text(), nullable=False),
        sa.Column("grandparent_thumb", sa.Text(), nullable=False),
        sa.Column("media", sa.Text(), nullable=False),
        sa.Column("added_at", sa.BigInteger(), nullable=True),
        sa.Column("first_seen_at", sa.BigInteger(), nullable=False),
        sa.Column("arrival", sa.Text(), nullable=False),
        sa.Column("upgraded_at", sa.BigInteger(), nullable=True),
        sa.Column("gone_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["server_id"], ["server.id"], name=op.f("fk_library_item_server_id_server")
        ),
        sa.PrimaryKeyConstraint("server_id", "rating_key", name=op.f("pk_library_item")),
    )
    with op.batch_alter_table("library_item", schema=None) as batch_op:
        batch_op.create_index(
            "ix_library_item_grandparent_rating_key", ["grandparent_rating_key"], unique=False
        )
        batch_op.create_index("ix_library_item_guid", ["guid"], unique=False)
        batch_op.create_index(
            "ix_library_item_parent_rating_key", ["parent_rating_key"], unique=False
        )
        batch_op.create_index(
            "ix_library_item_server_id_section_id_added_at",
            ["server_id", "section_id", "added_at"],
            unique=False,
        )

    op.create_table(
        "library_reading",
        sa.Column("server_id", sa.Integer(), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column("read_at", sa.BigInteger(), nullable=False),
        sa.Column("item_count", sa.Integer(), nullable=False),
        sa.Column("doubted_items", sa.Integer(), nullable=True),
        sa.Column("doubted_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["server_id"], ["server.id"], name=op.f("fk_library_reading_server_id_server")
        ),
        sa.PrimaryKeyConstraint("server_id", "section_id", name=op.f("pk_library_reading")),
    )
    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("server_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("notifier", sa.Integer(), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=False),
        sa.Column("agent_name", sa.Text(), nullable=False),
        sa.Column("notify_action", sa.Text(), nullable=False),
        sa.Column("occurred_at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("not_before", sa.BigInteger(), nullable=False),
        sa.Column("sent_at", sa.BigInteger(), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("extras", sa.Text(), nullable=False),
        sa.Column("tag", sa.Text(), nullable=False),
        sa.Column("session_key", sa.Integer(), nullable=True),
        sa.Column("rating_key", sa.Integer(), nullable=True),
        sa.Column("user_id", sa.BigInteger(), nullable=True),
        sa.Column("user", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["server_id"], ["server.id"], name=op.f("fk_notice_server_id_server")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
    )
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.create_index(
            "ix_notice_server_id_notifier", ["server_id", "notifier", "id"], unique=False
        )
        batch_op.create_index("ix_notice_server_id_number", ["server_id", "number"], unique=False)
        batch_op.create_index("ix_notice_server_id_user_id", ["server_id", "user_id"], unique=False)
        batch_op.create_index(
            "ix_notice_state", ["state", "server_id", "notifier", "id"], unique=False
        )

    op.create_table(
        "notifier",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("server_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("failing_since", sa.BigInteger(), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=False),
        sa.Column("deleted_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["server_id"], ["server.id"], name=op.f("fk_notifier_server_id_server")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notifier")),
        sa.UniqueConstraint("server_id", "number", name=op.f("uq_notifier_server_id_number")),
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
        "untold_arrival",
        sa.Column("server_id", sa.Integer(), nullable=False),
        sa.Column("rating_key", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("parent_rating_key", sa.Integer(), nullable=True),
        sa.Column("grandparent_rating_key", sa.Integer(), nullable=True),
        sa.Column("arrived_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["server_id"], ["server.id"], name=op.f("fk_untold_arrival_server_id_server")
        ),
        sa.PrimaryKeyConstraint("server_id", "rating_key", name=op.f("pk_untold_arrival")),
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
    op.create_table(
        "year_opt_out",
        sa.Column("server_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("chosen_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["server_id"], ["server.id"], name=op.f("fk_year_opt_out_server_id_server")
        ),
        sa.PrimaryKeyConstraint("server_id", "user_id", name=op.f("pk_year_opt_out")),
    )
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.add_column(sa.Column("user_id", sa.BigInteger(), nullable=True))
        batch_op.create_index("ix_account_user_id", ["user_id"], unique=True)

    with op.batch_alter_table("item", schema=None) as batch_op:
        batch_op.add_column(sa.Column("genres", sa.Text(), nullable=True))

    with op.batch_alter_table("play", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("is_counted", sa.Boolean(), server_default="1", nullable=False)
        )

    with op.batch_alter_table("stream", schema=None) as batch_op:
        batch_op.add_column(sa.Column("reasons", sa.Integer(), nullable=True))


def downgrade() -> None:
    """Change it back."""
    with op.batch_alter_table("stream", schema=None) as batch_op:
        batch_op.drop_column("reasons")

    with op.batch_alter_table("play", schema=None) as batch_op:
        batch_op.drop_column("is_counted")

    with op.batch_alter_table("item", schema=None) as batch_op:
        batch_op.drop_column("genres")

    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.drop_index("ix_account_user_id")
        batch_op.drop_column("user_id")

    op.drop_table("year_opt_out")
    op.drop_table("user_privacy")
    op.drop_table("untold_arrival")
    with op.batch_alter_table("person_account", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_person_account_person_id"))

    op.drop_table("person_account")
    op.drop_table("notifier")
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.drop_index("ix_notice_state")
        batch_op.drop_index("ix_notice_server_id_user_id")
        batch_op.drop_index("ix_notice_server_id_number")
        batch_op.drop_index("ix_notice_server_id_notifier")

    op.drop_table("notice")
    op.drop_table("library_reading")
    with op.batch_alter_table("library_item", schema=None) as batch_op:
        batch_op.drop_index("ix_library_item_server_id_section_id_added_at")
        batch_op.drop_index("ix_library_item_parent_rating_key")
        batch_op.drop_index("ix_library_item_guid")
        batch_op.drop_index("ix_library_item_grandparent_rating_key")

    op.drop_table("library_item")
    op.drop_table("shared_year")
    op.drop_table("ignored_finding")
    op.drop_table("guest_invitation")
    op.drop_table("erased_account")
