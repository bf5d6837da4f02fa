"""the life of a duty

Columns are added one by one, each with its CHECK: SQLite alters no constraint of a table that stands.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from bot.words import fold

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
EXTENSION = ("asked", "proposed", "granted", "refused", "withdrawn")
CONTACT = "CONSTRAINT fk_{table}_{column} REFERENCES contacts (id)"


def upgrade() -> None:
    _new_tables()
    _new_columns()
    _fill()


def _add(table: str, column: str, kind: sa.types.TypeEngine[Any], rest: str = "") -> None:
    """Add a column with what follows its type, the same words on both databases."""
    told = kind.compile(dialect=op.get_bind().dialect)
    op.execute(f"ALTER TABLE {table} ADD COLUMN {column} {told} {rest.format(table=table, column=column)}")


def _one_of(check: str, column: str, values: tuple[str, ...], default: str) -> str:
    named = ", ".join(f"'{value}'" for value in values)
    return f"DEFAULT '{default}' NOT NULL CONSTRAINT {check} CHECK ({column} IN ({named}))"


def _partial(name: str, table: str, column: str, where: str) -> None:
    op.create_index(name, table, [column], sqlite_where=sa.text(where), postgresql_where=sa.text(where))


def _new_columns() -> None:
    false = sa.false().compile(dialect=op.get_bind().dialect)
    _add("contacts", "forum", sa.Boolean(), f"DEFAULT {false} NOT NULL")
    _add("contacts", "deputy", sa.Integer(), CONTACT)
    _add("contacts", "away_until", sa.Date(),
         "CONSTRAINT ck_contacts_away CHECK ((away_until IS NULL) = (deputy IS NULL))")  # fmt: skip
    _partial("ix_contacts_away_until", "contacts", "away_until", "away_until IS NOT NULL")
    _add("directives", "origin", sa.String(32), _one_of("ck_directives_origin", "origin", ("file", "chat"), "file"))
    _add("duties", "verify", sa.Boolean(), f"DEFAULT {false} NOT NULL")
    _add("duties", "given_by", sa.Integer(), CONTACT)
    _add("duties", "folded", sa.Text(), "DEFAULT '' NOT NULL")
    _add("assignments", "holder", sa.Integer(), CONTACT)
    _add("assignments", "figure", sa.String(32))
    _add("assignments", "figure_at", MOMENT,
         "CONSTRAINT ck_assignments_figure CHECK ((figure IS NULL) = (figure_at IS NULL))")  # fmt: skip
    _add("assignments", "waits_at", MOMENT,
         "CONSTRAINT ck_assignments_waits CHECK (waits_at IS NULL OR status = 'submitted')")  # fmt: skip
    _partial("ix_assignments_waits_at", "assignments", "waits_at", "waits_at IS NOT NULL")
    states = ("waiting", "kept", "lost")
    _add("files", "state", sa.String(32), _one_of("ck_files_filestate", "state", states, "waiting"))
    _add("files", "path", sa.Text(), "CONSTRAINT ck_files_kept CHECK ((state = 'kept') = (path IS NOT NULL))")
    _add("files", "album", sa.String(64))
    _add("files", "attempts", sa.Integer(), "DEFAULT '0' NOT NULL")
    _add("files", "not_before", MOMENT)
    op.create_index("ix_files_by_album", "files", ["by", "album"])
    op.create_index("ix_tickets_opened_by", "tickets", ["opened_by"])
    _partial("ix_files_waiting", "files", "id", "state = 'waiting'")
    _add("outbox", "topic_for", sa.String(64))
    categories = ("funding", "staff", "infrastructure", "legal", "coordination", "other")
    _add("tickets", "category", sa.String(32), _one_of("ck_tickets_category", "category", categories, "other"))
    _add("tickets", "waiting_since", MOMENT)
    _add("tickets", "claimed_by", sa.Text())
    _add("tickets", "claimed_at", MOMENT,
         "CONSTRAINT ck_tickets_claimed CHECK ((claimed_by IS NULL) = (claimed_at IS NULL))")  # fmt: skip
    _add("tickets", "escalated_at", MOMENT)
    _add("tickets", "handled_until", MOMENT)
    _add("tickets", "next_at", MOMENT,
         "CONSTRAINT ck_tickets_waits CHECK (next_at IS NULL OR state IN ('open', 'claimed'))")  # fmt: skip
    _partial("ix_tickets_next_at", "tickets", "next_at", "next_at IS NOT NULL")


def _fill() -> None:
    """Give what is stored already the values that it would have been given; the service level looks at it at once."""
    op.execute("UPDATE tickets SET waiting_since = opened_at, handled_until = opened_at")
    op.execute("UPDATE tickets SET next_at = opened_at WHERE state IN ('open', 'claimed')")
    duties = sa.table("duties", sa.column("directive"), sa.column("id"), sa.column("clause"), sa.column("title"),
                      sa.column("body", sa.JSON()), sa.column("verify"), sa.column("folded"))  # fmt: skip
    directives = sa.table("directives", sa.column("id"), sa.column("title"))
    titles = {row.id: row.title for row in op.get_bind().execute(sa.select(directives))}
    stored = list(op.get_bind().execute(sa.select(duties)))
    for row in stored:
        op.execute(
            duties.update()
            .where(duties.c.directive == row.directive, duties.c.id == row.id)
            .values(
                verify=bool(row.body.get("verify")), folded=fold(f"{row.title} {row.clause} {titles[row.directive]}")
            )
        )


def _new_tables() -> None:
    op.create_table(
        "topics",
        sa.Column("contact", sa.Integer(), nullable=False),
        sa.Column("agency", sa.String(length=64), nullable=False),
        sa.Column("topic", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["contact"], ["contacts.id"], name=op.f("fk_topics_contact")),
        sa.PrimaryKeyConstraint("contact", "agency", name=op.f("pk_topics")),
    )
    op.create_table(
        "acknowledgements",
        sa.Column("assignment", sa.Integer(), nullable=False),
        sa.Column("contact", sa.Integer(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("stage", sa.String(length=16), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["assignment"], ["assignments.id"], name=op.f("fk_acknowledgements_assignment")),
        sa.ForeignKeyConstraint(["contact"], ["contacts.id"], name=op.f("fk_acknowledgements_contact")),
        sa.PrimaryKeyConstraint("assignment", "contact", "due", "stage", name=op.f("pk_acknowledgements")),
    )
    op.create_table(
        "extensions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assignment", sa.Integer(), nullable=False),
        sa.Column("agency", sa.String(length=64), nullable=False),
        sa.Column(
            "state",
            sa.Enum(*EXTENSION, name="extensionstate", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("due_before", sa.Date(), nullable=False),
        sa.Column("wanted", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proposed", sa.Date(), nullable=True),
        sa.Column("granted", sa.Date(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_by", sa.Text(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(state = 'granted') = (granted IS NOT NULL)", name=op.f("ck_extensions_granted")),
        sa.CheckConstraint("state <> 'proposed' OR proposed IS NOT NULL", name=op.f("ck_extensions_proposed")),
        sa.ForeignKeyConstraint(["asked_by"], ["contacts.id"], name=op.f("fk_extensions_asked_by")),
        sa.ForeignKeyConstraint(["assignment"], ["assignments.id"], name=op.f("fk_extensions_assignment")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extensions")),
    )
    op.create_index("ix_extensions_assignment", "extensions", ["assignment"], unique=False)
    op.create_index(
        "uq_extensions_pending",
        "extensions",
        ["assignment"],
        unique=True,
        sqlite_where=sa.text("state IN ('asked', 'proposed')"),
        postgresql_where=sa.text("state IN ('asked', 'proposed')"),
    )

    op.create_table(
        "snoozes",
        sa.Column("assignment", sa.Integer(), nullable=False),
        sa.Column("contact", sa.Integer(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["assignment"], ["assignments.id"], name=op.f("fk_snoozes_assignment")),
        sa.ForeignKeyConstraint(["contact"], ["contacts.id"], name=op.f("fk_snoozes_contact")),
        sa.PrimaryKeyConstraint("assignment", "contact", name=op.f("pk_snoozes")),
    )
    op.create_index("ix_snoozes_until", "snoozes", ["until"], unique=False)
