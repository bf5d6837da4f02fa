"""what is kept how long

A file may have been removed when its time was over; and what is old is found by an index.
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
STATES = "state IN ('waiting', 'kept', 'lost', 'removed')"


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(op.f("ck_files_filestate"), "files", type_="check")
        op.create_check_constraint(op.f("ck_files_filestate"), "files", STATES)
    else:
        _write_anew()
    op.create_index("ix_files_at", "files", ["at"])
    op.create_index("ix_screens_shown_at", "screens", ["shown_at"])


def _write_anew() -> None:
    """SQLite alters no CHECK: the table is written anew, with its indexes."""
    op.create_table(
        "files_anew",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(64), nullable=False),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("mime", sa.Text()),
        sa.Column("size", sa.Integer()),
        sa.Column("by", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("state", sa.String(32), server_default="waiting", nullable=False),
        sa.Column("path", sa.Text()),
        sa.Column("album", sa.String(64)),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("not_before", MOMENT),
        sa.CheckConstraint(STATES, name=op.f("ck_files_filestate")),
        sa.CheckConstraint("(state = 'kept') = (path IS NOT NULL)", name=op.f("ck_files_kept")),
        sa.ForeignKeyConstraint(["by"], ["contacts.id"], name=op.f("fk_files_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_files")),
    )
    names = 'id, subject, channel, ref, name, kind, mime, size, "by", at, state, path, album, attempts, not_before'
    op.execute(f"INSERT INTO files_anew ({names}) SELECT {names} FROM files")  # noqa: S608 - names of ours
    op.drop_table("files")
    op.rename_table("files_anew", "files")
    op.create_index("ix_files_subject", "files", ["subject"])
    for columns in (["by", "album"], ["by", "at"], ["path", "size"]):
        op.create_index(f"ix_files_{'_'.join(columns)}", "files", columns)
    op.create_index("ix_files_waiting", "files", ["id"], sqlite_where=sa.text("state = 'waiting'"))
