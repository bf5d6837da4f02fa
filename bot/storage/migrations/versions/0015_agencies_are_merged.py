"""agencies are merged: an assignment may have gone into another of the same duty"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column with its CHECK in one statement: SQLite alters no constraint of a table that stands."""
    op.execute(
        "ALTER TABLE assignments ADD COLUMN merged_into INTEGER"
        " CONSTRAINT fk_assignments_merged_into REFERENCES assignments (id)"
        " CONSTRAINT ck_assignments_merged"
        " CHECK (merged_into IS NULL OR status IN ('submitted', 'done', 'cancelled'))"
    )
    merged = sa.text("merged_into IS NOT NULL")
    op.create_index(
        "ix_assignments_merged_into", "assignments", ["merged_into"], sqlite_where=merged, postgresql_where=merged
    )
