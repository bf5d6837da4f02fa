"""how much is kept, of whom and of all, by indexes"""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_files_by_at", "files", ["by", "at"])
    op.create_index("ix_files_path_size", "files", ["path", "size"])
