"""the audit trail is a chain

The trail is written anew, each event with its hash; who acted in a group and what people wrote goes apart. From here on
the database itself refuses to change or remove an event. How an event is hashed and parted stands here in full, as it
was in this version: what later versions do must not change what an old database becomes.
"""

import hashlib
import json
import secrets
from collections.abc import Mapping
from datetime import UTC
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

PAGE = 2_000
MOMENT = sa.DateTime(timezone=True)
REFUSAL = "the audit trail is append-only"
FIRST = "0" * 64  # in the place of the hash before the first event
PARTS = dict.fromkeys(("by", "member", "chat"), "who") | dict.fromkeys(("name", "reason", "result", "text"), "words")
HASHED = ("id", "at", "actor", "action", "subject", "agency", "facts", "sealed")


def upgrade() -> None:
    _set_aside()
    new, apart = _new_tables()
    _chain(new, apart)
    op.drop_table("audit_before")
    _shorten_drafts()
    _guard()


def _set_aside() -> None:
    op.drop_index("ix_audit_at", "audit")
    op.drop_index("ix_audit_subject", "audit")
    op.rename_table("audit", "audit_before")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE audit_before RENAME CONSTRAINT pk_audit TO pk_audit_before")


def _new_tables() -> tuple[sa.Table, sa.Table]:
    new = op.create_table(
        "audit",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("actor", sa.String(80), nullable=False),
        sa.Column("action", sa.String(40), nullable=False),
        sa.Column("subject", sa.String(120), nullable=False),
        sa.Column("agency", sa.String(64)),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("sealed", sa.JSON(), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    op.create_index("ix_audit_at", "audit", ["at"])
    op.create_index("ix_audit_subject", "audit", ["subject"])
    apart = op.create_table(
        "audit_apart",
        sa.Column("event", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(8), nullable=False),
        sa.Column("salt", sa.String(32), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["event"], ["audit.id"], name=op.f("fk_audit_apart_event")),
        sa.PrimaryKeyConstraint("event", "part", name=op.f("pk_audit_apart")),
    )
    return new, apart


def _chain(new: sa.Table, apart: sa.Table) -> None:
    """Copy the trail page by page, each event with its hash."""
    columns: list[sa.ColumnClause[Any]] = [sa.column(name) for name in ("id", "actor", "action", "subject", "agency")]
    before = sa.table("audit_before", *columns, sa.column("at", MOMENT), sa.column("facts", sa.JSON()))
    people = _people()
    last, head = 0, FIRST
    while True:
        page = sa.select(before).where(before.c.id > last).order_by(before.c.id).limit(PAGE)
        rows = op.get_bind().execute(page).mappings().all()
        if not rows:
            return
        events, parts = [], []
        for row in rows:
            event, aside = _event(dict(row), people)
            moment = event["at"].astimezone(UTC).isoformat(timespec="microseconds")
            head = _hash(head, [moment if name == "at" else event[name] for name in HASHED])
            events.append({**event, "hash": head})
            parts += aside
        op.bulk_insert(new, events)
        if parts:
            op.bulk_insert(apart, parts)
        last = rows[-1]["id"]


def _event(
    row: dict[str, Any], people: Mapping[tuple[str | None, str], int]
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return an event of the earlier trail as one of the chain, and its parts that stand apart.

    Who holds a duty or stands in is named by number from now on.
    """
    facts = row["facts"] | {
        name: people.get((row["agency"], row["facts"][name]), row["facts"][name])
        for name in ("holder", "deputy")
        if row["facts"].get(name)
    }
    actor, _, member = row["actor"].partition("/")
    subject, _, chat = row["subject"].partition("/") if row["subject"].startswith("chat:") else (row["subject"], "", "")
    bodies: dict[str, dict[str, Any]] = {}
    for name, value in {"member": member, "chat": chat, **facts}.items():
        if name in PARTS and (value or name in facts):
            bodies.setdefault(PARTS[name], {})[name] = value
    aside = [
        {"event": row["id"], "part": part, "salt": secrets.token_hex(16), "body": body} for part, body in bodies.items()
    ]
    at = row["at"].replace(tzinfo=UTC) if row["at"].tzinfo is None else row["at"]
    event = row | {
        "at": at,
        "actor": actor,
        "subject": _short(subject),
        "facts": {name: value for name, value in facts.items() if name not in PARTS},
        "sealed": {one["part"]: _hash(one["salt"], one["body"]) for one in aside},
    }
    return event, aside


def _hash(before: str, body: Any) -> str:
    written = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(f"{before}\n{written}".encode()).hexdigest()


def _people() -> dict[tuple[str | None, str], int]:
    contacts = sa.table("contacts", sa.column("id"), sa.column("name"), sa.column("agency"))
    rows = op.get_bind().execute(sa.select(contacts).order_by(contacts.c.id.desc()))
    return {(row.agency, row.name): row.id for row in rows}


def _short(subject: str) -> str:
    """Return what a draft is called from now on: without the id of who writes it."""
    match subject.split(":"):
        case ["draft", what, contact, member]:
            mark = hashlib.sha256(f"{contact}:{member}".encode()).hexdigest()[:6]
            return f"draft:{what}:{contact}:{mark}"
    return subject


def _shorten_drafts() -> None:
    for name in ("files", "screen_subjects"):
        table = sa.table(name, sa.column("subject"))
        for subject in op.get_bind().scalars(sa.select(table.c.subject).where(table.c.subject.like("draft:%"))).all():
            op.execute(table.update().where(table.c.subject == subject).values(subject=_short(subject)))


def _guard() -> None:
    """Let the database refuse what would rewrite history; parts that stand apart may be erased, and no more."""
    (_guard_postgresql if op.get_bind().dialect.name == "postgresql" else _guard_sqlite)()


def _guard_postgresql() -> None:
    refuse = f"BEGIN RAISE EXCEPTION '{REFUSAL}'; END"
    op.execute(f"CREATE OR REPLACE FUNCTION audit_refuses() RETURNS trigger LANGUAGE plpgsql AS $$ {refuse} $$")
    for table, events in (("audit", "UPDATE OR DELETE"), ("audit_apart", "UPDATE")):
        for name, when, each in (("stays", events, "ROW"), ("is_not_emptied", "TRUNCATE", "STATEMENT")):
            head = f"CREATE TRIGGER {table}_{name} BEFORE {when} ON {table}"
            op.execute(f"{head} FOR EACH {each} EXECUTE FUNCTION audit_refuses()")


def _guard_sqlite() -> None:
    """Guard against INSERT OR REPLACE too: it removes a row without asking the trigger on DELETE."""
    known = "EXISTS (SELECT 1 FROM audit_apart WHERE event = NEW.event AND part = NEW.part)"
    guards = {
        "audit_update": "UPDATE ON audit",
        "audit_delete": "DELETE ON audit",
        "audit_insert": "INSERT ON audit WHEN NEW.id <= (SELECT max(id) FROM audit)",
        "audit_apart_update": "UPDATE ON audit_apart",
        "audit_apart_insert": f"INSERT ON audit_apart WHEN {known}",
    }
    for name, when in guards.items():
        op.execute(f"CREATE TRIGGER {name} BEFORE {when} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END")
