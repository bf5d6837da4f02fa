"""the next moment of the outbox, by an index"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    waiting = sa.text("state = 'pending'")
    op.create_index("ix_outbox_not_before", "outbox", ["not_before"], sqlite_where=waiting, postgresql_where=waiting)
