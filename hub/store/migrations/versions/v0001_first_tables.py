"""First tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the first tables."""
    op.create_table(
        "block",
        sa.Column("hall_id", sa.String(), nullable=False),
        sa.Column("business_date", sa.String(), nullable=False),
        sa.Column("prefix", sa.String(), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("lease_epoch", sa.Integer(), nullable=False),
        sa.Column("next", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("hall_id", "business_date", "prefix", "first"),
    )
    op.create_table(
        "call",
        sa.Column("hall_id", sa.String(), nullable=False),
        sa.Column("call_seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("business_id", sa.String(), nullable=False),
        sa.Column("window_id", sa.String(), nullable=False),
        sa.Column("shown_at", sa.BigInteger(), nullable=True),
        sa.Column("spoken_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("hall_id", "call_seq"),
    )
    op.create_table(
        "evaluation",
        sa.Column("hall_id", sa.String(), nullable=False),
        sa.Column("request_id", sa.String(), nullable=False),
        sa.Column("ticket_id", sa.String(), nullable=False),
        sa.Column("leg", sa.Integer(), nullable=False),
        sa.Column("window_id", sa.String(), nullable=False),
        sa.Column("operator_id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("closes_at", sa.BigInteger(), nullable=False),
        sa.Column("answered_at", sa.BigInteger(), nullable=True),
        sa.Column("level", sa.String(), nullable=True),
        sa.Column("options", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("hall_id", "request_id"),
    )
    with op.batch_alter_table("evaluation", schema=None) as batch_op:
        batch_op.create_index("evaluation_state", ["hall_id", "state"], unique=False)

    op.create_table(
        "follower",
        sa.Column("hall_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("hall_id", "name"),
    )
    op.create_table(
        "hall",
        sa.Column("hall_id", sa.String(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("head", sa.LargeBinary(), nullable=False),
        sa.Column("business_date", sa.String(), nullable=True),
        sa.Column("day_state", sa.String(), nullable=False),
        sa.Column("day_seq", sa.BigInteger(), nullable=False),
        sa.Column("day_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("hall_id"),
    )
    op.create_table(
        "journal",
        sa.Column("hall_id", sa.String(), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("station_id", sa.String(), nullable=False),
        sa.Column("operator_id", sa.String(), nullable=False),
        sa.Column("command_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("hall_id", "seq"),
    )
    with op.batch_alter_table("journal", schema=None) as batch_op:
        batch_op.create_index("journal_command", ["hall_id", "command_id"], unique=False)

    op.create_table(
        "leg",
        sa.Column("hall_id", sa.String(), nullable=False),
        sa.Column("ticket_id", sa.String(), nullable=False),
        sa.Column("leg", sa.Integer(), nullable=False),
        sa.Column("business_id", sa.String(), nullable=False),
        sa.Column("window_id", sa.String(), nullable=False),
        sa.Column("operator_id", sa.String(), nullable=False),
        sa.Column("queued_at", sa.BigInteger(), nullable=False),
        sa.Column("first_called_at", sa.BigInteger(), nullable=True),
        sa.Column("called_at", sa.BigInteger(), nullable=True),
        sa.Column("started_at", sa.BigInteger(), nullable=True),
        sa.Column("start_inferred", sa.Boolean(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("hall_id", "ticket_id", "leg"),
    )
    op.create_table(
        "pace",
        sa.Column("hall_id", sa.String(), nullable=False),
        sa.Column("business_id", sa.String(), nullable=False),
        sa.Column("pace_ms", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("hall_id", "business_id"),
    )
    op.create_table(
        "plan",
        sa.Column("hall_id", sa.String(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("hall_id"),
    )
    op.create_table(
        "receipt",
        sa.Column("hall_id", sa.String(), nullable=False),
        sa.Column("command_id", sa.String(), nullable=False),
        sa.Column("station_id", sa.String(), nullable=False),
        sa.Column("body_digest", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("hall_id", "command_id"),
    )
    with op.batch_alter_table("receipt", schema=None) as batch_op:
        batch_op.create_index("receipt_at", ["hall_id", "at"], unique=False)

    op.create_table(
        "sealed",
        sa.Column("hall_id", sa.String(), nullable=False),
        sa.Column("record_id", sa.String(), nullable=False),
        sa.Column("finder", sa.LargeBinary(), nullable=False),
        sa.Column("box", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("hall_id", "record_id"),
    )
    op.create_table(
        "seat",
        sa.Column("hall_id", sa.String(), nullable=False),
        sa.Column("window_id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("operator_id", sa.String(), nullable=False),
        sa.Column("ticket_id", sa.String(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("priority_run", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("hall_id", "window_id"),
    )
    op.create_table(
        "secret",
        sa.Column("hall_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("verifier", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("hall_id", "kind", "name"),
    )
    op.create_table(
        "station",
        sa.Column("hall_id", sa.String(), nullable=False),
        sa.Column("station_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("window_id", sa.String(), nullable=False),
        sa.Column("area_id", sa.String(), nullable=False),
        sa.Column("operator_id", sa.String(), nullable=False),
        sa.Column("devices", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("hall_id", "station_id"),
    )
    op.create_table(
        "ticket",
        sa.Column("hall_id", sa.String(), nullable=False),
        sa.Column("ticket_id", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("prefix", sa.String(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("business_date", sa.String(), nullable=False),
        sa.Column("business_id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("priority_class", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("record_id", sa.String(), nullable=False),
        sa.Column("taken_seq", sa.BigInteger(), nullable=False),
        sa.Column("taken_at", sa.BigInteger(), nullable=False),
        sa.Column("taken_at_station", sa.String(), nullable=False),
        sa.Column("printed_at_station", sa.String(), nullable=False),
        sa.Column("delivery", sa.String(), nullable=False),
        sa.Column("queued_at", sa.BigInteger(), nullable=False),
        sa.Column("order_at", sa.BigInteger(), nullable=False),
        sa.Column("leg", sa.Integer(), nullable=False),
        sa.Column("window_id", sa.String(), nullable=False),
        sa.Column("target_window_id", sa.String(), nullable=False),
        sa.Column("operator_id", sa.String(), nullable=False),
        sa.Column("first_called_at", sa.BigInteger(), nullable=True),
        sa.Column("called_at", sa.BigInteger(), nullable=True),
        sa.Column("call_seq", sa.BigInteger(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=True),
        sa.Column("start_inferred", sa.Boolean(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("reprints", sa.Integer(), nullable=False),
        sa.Column("passes", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("hall_id", "ticket_id"),
    )
    with op.batch_alter_table("ticket", schema=None) as batch_op:
        batch_op.create_index("ticket_date", ["hall_id", "business_date"], unique=False)
        batch_op.create_index("ticket_token", ["token"], unique=False)


def downgrade() -> None:
    """Drop them."""
    with op.batch_alter_table("ticket", schema=None) as batch_op:
        batch_op.drop_index("ticket_token")
        batch_op.drop_index("ticket_date")

    op.drop_table("ticket")
    op.drop_table("station")
    op.drop_table("secret")
    op.drop_table("seat")
    op.drop_table("sealed")
    with op.batch_alter_table("receipt", schema=None) as batch_op:
        batch_op.drop_index("receipt_at")

    op.drop_table("receipt")
    op.drop_table("plan")
    op.drop_table("pace")
    op.drop_table("leg")
    with op.batch_alter_table("journal", schema=None) as batch_op:
        batch_op.drop_index("journal_command")

    op.drop_table("journal")
    op.drop_table("hall")
    op.drop_table("follower")
    with op.batch_alter_table("evaluation", schema=None) as batch_op:
        batch_op.drop_index("evaluation_state")

    op.drop_table("evaluation")
    op.drop_table("call")
    op.drop_table("block")
