"""reports that nobody asks for any more"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("reports", sa.Column("dropped_at", sa.DateTime(timezone=True)))
