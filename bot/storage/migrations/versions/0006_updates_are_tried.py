"""updates are tried, taken or set aside whole

Columns are added one by one, each with its CHECK: SQLite alters no constraint of a table that stands.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

ASIDE = sa.text("set_aside IS NOT NULL")


def upgrade() -> None:
    moment = sa.DateTime(timezone=True).compile(dialect=op.get_bind().dialect)
    for column in (
        "tries SMALLINT DEFAULT '1' NOT NULL",
        f"taken_at {moment} CONSTRAINT ck_updates_taken CHECK (taken_at IS NULL OR set_aside IS NULL)",
        "raw TEXT CONSTRAINT ck_updates_kept CHECK (raw IS NULL OR set_aside IS NOT NULL)",
        "sender VARCHAR(64)",
    ):
        op.execute(f"ALTER TABLE updates ADD COLUMN {column}")
    op.execute("UPDATE updates SET taken_at = at WHERE set_aside IS NULL")
    op.create_index("ix_updates_set_aside", "updates", ["at"], sqlite_where=ASIDE, postgresql_where=ASIDE)
