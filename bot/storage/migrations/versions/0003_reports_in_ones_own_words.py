"""reports in one's own words"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("obstacles", "proposals", "returned"):
        op.add_column("reports", sa.Column(name, sa.Text()))
    answers = sa.Enum(
        "kept", "changed", "left_out", name="answer", native_enum=False, create_constraint=True, length=32
    )
    op.create_table(
        "report_items",
        sa.Column("report", sa.Integer(), nullable=False),
        sa.Column("assignment", sa.Integer(), nullable=False),
        sa.Column("answer", answers, nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("by", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(answer = 'changed') = (text IS NOT NULL)", name=op.f("ck_report_items_changed")),
        sa.ForeignKeyConstraint(["assignment"], ["assignments.id"], name=op.f("fk_report_items_assignment")),
        sa.ForeignKeyConstraint(["by"], ["contacts.id"], name=op.f("fk_report_items_by")),
        sa.ForeignKeyConstraint(["report"], ["reports.id"], name=op.f("fk_report_items_report")),
        sa.PrimaryKeyConstraint("report", "assignment", name=op.f("pk_report_items")),
    )
