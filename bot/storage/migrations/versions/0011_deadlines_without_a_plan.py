"""deadlines without a plan, by an index: there should be none"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    unplanned = sa.text("next_at IS NULL AND due IS NOT NULL AND status IN ('assigned', 'in_progress', 'returned')")
    op.create_index(
        "ix_assignments_unplanned", "assignments", ["due"], sqlite_where=unplanned, postgresql_where=unplanned
    )
