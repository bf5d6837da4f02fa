"""messages that may be there twice, and the next moment of each lane by an index"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("outbox", sa.Column("unanswered", sa.Integer(), server_default="0", nullable=False))
    waiting = sa.text("state = 'pending'")
    op.drop_index("ix_outbox_not_before", "outbox")
    op.create_index(
        "ix_outbox_next",
        "outbox",
        ["channel", "lane", "not_before"],
        sqlite_where=waiting,
        postgresql_where=waiting,
    )
