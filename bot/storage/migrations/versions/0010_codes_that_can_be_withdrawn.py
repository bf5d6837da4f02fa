"""codes that can be withdrawn, and who tries wrong ones"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def _add(table: str, column: str, kind: sa.types.TypeEngine[Any], rest: str = "") -> None:
    """Add a column with its constraint: SQLite alters none of a table that stands."""
    told = kind.compile(dialect=op.get_bind().dialect)
    op.execute(f"ALTER TABLE {table} ADD COLUMN {column} {told} {rest}")


def upgrade() -> None:
    false = sa.false().compile(dialect=op.get_bind().dialect)
    _add("codes", "made_by", sa.Integer(), "CONSTRAINT fk_codes_made_by REFERENCES contacts (id)")
    withdrawn = "CONSTRAINT ck_codes_withdrawn CHECK (withdrawn_at IS NULL OR used_at IS NULL)"
    _add("codes", "withdrawn_at", MOMENT, withdrawn)
    _add("outbox", "secret", sa.Boolean(), f"DEFAULT {false} NOT NULL")
    op.create_table(
        "tries",
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("sender", sa.String(64), nullable=False),
        sa.Column("wrong", sa.Integer(), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("shut_until", MOMENT),
        sa.PrimaryKeyConstraint("channel", "sender", name=op.f("pk_tries")),
    )
    op.create_index("ix_tries_since", "tries", ["since"])
