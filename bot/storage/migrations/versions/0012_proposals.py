"""differences of the register that wait for an administrator"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    states = ("open", "applied", "dropped", "outdated")
    op.create_table(
        "proposals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column(
            "state",
            sa.Enum(*states, name="proposalstate", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True)),
        sa.Column("decided_by", sa.Integer()),
        sa.CheckConstraint(
            "(state IN ('applied', 'dropped')) = (decided_by IS NOT NULL)", name=op.f("ck_proposals_decided")
        ),
        sa.CheckConstraint("(decided_at IS NULL) = (decided_by IS NULL)", name=op.f("ck_proposals_decided_at")),
        sa.ForeignKeyConstraint(["decided_by"], ["contacts.id"], name=op.f("fk_proposals_decided_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposals")),
    )
    is_open = sa.text("state = 'open'")
    op.create_index(
        "uq_proposals_open", "proposals", ["state"], unique=True, sqlite_where=is_open, postgresql_where=is_open
    )
