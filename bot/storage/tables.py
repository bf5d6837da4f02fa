"""The tables. States are tied to their moments by CHECK constraints; UNIQUE keys make a second firing a no-op."""

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
    true,
)

from bot.domain.delivery import Delivered, Lane
from bot.domain.duties import Every, Origin, Status
from bot.domain.extensions import ExtensionState
from bot.domain.files import FileState
from bot.domain.obstacles import Category, Side, TicketState
from bot.domain.people import ContactKind
from bot.domain.proposals import ProposalState
from bot.domain.questionnaire import Answer
from bot.domain.reports import ReportState
from bot.domain.rights import Role
from bot.storage.types import Exact, Moment, Number, one_of

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

contacts = Table(
    "contacts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", one_of(ContactKind), nullable=False),
    Column("channel", String(16), nullable=False),
    Column("chat", String(64), nullable=False),
    Column("name", Text, nullable=False),
    Column("agency", String(64), nullable=False),
    Column("role", one_of(Role), nullable=False),
    Column("language", String(8), nullable=False),
    Column("enrolled_at", Moment, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("unreachable_since", Moment),
    Column("forum", Boolean, nullable=False, server_default=false()),
    Column("deputy", Integer, ForeignKey("contacts.id")),
    Column("away_until", Date),
    UniqueConstraint("channel", "chat"),
    CheckConstraint("(away_until IS NULL) = (deputy IS NULL)", name="away"),
    Index(None, "agency", "role"),
)
Index("ix_contacts_away_until", contacts.c.away_until, sqlite_where=contacts.c.away_until.is_not(None),
      postgresql_where=contacts.c.away_until.is_not(None))  # fmt: skip

codes = Table(
    "codes",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("agency", String(64), nullable=False),
    Column("role", one_of(Role), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("used_at", Moment),
    Column("used_by", Integer, ForeignKey("contacts.id")),
    Column("made_by", Integer, ForeignKey("contacts.id")),
    Column("withdrawn_at", Moment),
    CheckConstraint("(used_at IS NULL) = (used_by IS NULL)", name="used"),
    CheckConstraint("withdrawn_at IS NULL OR used_at IS NULL", name="withdrawn"),
)

tries = Table(
    "tries",
    metadata,
    Column("channel", String(16), primary_key=True),
    Column("sender", String(64), primary_key=True),
    Column("wrong", Integer, nullable=False),
    Column("since", Moment, nullable=False, index=True),
    Column("shut_until", Moment),
)

directives = Table(
    "directives",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("title", Text, nullable=False),
    Column("body", JSON, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("synced_at", Moment, nullable=False),
    Column("origin", one_of(Origin), nullable=False, server_default=Origin.FILE),
)

duties = Table(
    "duties",
    metadata,
    Column("directive", String(64), ForeignKey("directives.id"), primary_key=True),
    Column("id", String(64), primary_key=True),
    Column("clause", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("every", one_of(Every)),
    Column("deliverable", Text),
    Column("submit_to", Text),
    Column("target", JSON),
    Column("coordinating", JSON, nullable=False),
    Column("body", JSON, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("verify", Boolean, nullable=False, server_default=false()),
    Column("given_by", Integer, ForeignKey("contacts.id")),
    Column("folded", Text, nullable=False, server_default=""),
)

assignments = Table(
    "assignments",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("directive", String(64), nullable=False),
    Column("duty", String(64), nullable=False),
    Column("agency", String(64), nullable=False),
    Column("occurrence", String(16), nullable=False),
    Column("due", Date),
    Column("status", one_of(Status), nullable=False),
    Column("before_pause", one_of(Status, name="before_pause")),
    Column("revision", Integer, nullable=False),
    Column("assigned_at", Moment, nullable=False),
    Column("handled_until", Moment, nullable=False),
    Column("next_at", Moment),
    Column("submitted_at", Moment),
    Column("submitted_by", Integer, ForeignKey("contacts.id")),
    Column("result", Text),
    Column("holder", Integer, ForeignKey("contacts.id")),
    Column("figure", Exact),
    Column("figure_at", Moment),
    Column("waits_at", Moment),
    Column("merged_into", Integer, ForeignKey("assignments.id")),
    UniqueConstraint("directive", "duty", "agency", "occurrence"),
    CheckConstraint("(status = 'paused') = (before_pause IS NOT NULL)", name="paused"),
    CheckConstraint("(status IN ('submitted', 'done')) = (submitted_at IS NOT NULL)", name="submitted"),
    CheckConstraint(
        "next_at IS NULL OR (due IS NOT NULL AND status IN ('assigned', 'in_progress', 'returned'))", name="reminded"
    ),
    CheckConstraint("(figure IS NULL) = (figure_at IS NULL)", name="figure"),
    CheckConstraint("waits_at IS NULL OR status = 'submitted'", name="waits"),
    CheckConstraint("merged_into IS NULL OR status IN ('submitted', 'done', 'cancelled')", name="merged"),
    Index(None, "agency", "status"),
)
_merged = assignments.c.merged_into.is_not(None)
Index("ix_assignments_merged_into", assignments.c.merged_into, sqlite_where=_merged, postgresql_where=_merged)
Index("ix_assignments_next_at", assignments.c.next_at, sqlite_where=assignments.c.next_at.is_not(None),
      postgresql_where=assignments.c.next_at.is_not(None))  # fmt: skip
UNPLANNED = text("next_at IS NULL AND due IS NOT NULL AND status IN ('assigned', 'in_progress', 'returned')")
"""Open with a deadline, and no moment at which the ladder is looked at: there should be none."""
Index("ix_assignments_unplanned", assignments.c.due, sqlite_where=UNPLANNED, postgresql_where=UNPLANNED)
Index("ix_assignments_waits_at", assignments.c.waits_at, sqlite_where=assignments.c.waits_at.is_not(None),
      postgresql_where=assignments.c.waits_at.is_not(None))  # fmt: skip

extensions = Table(
    "extensions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("assignment", Integer, ForeignKey("assignments.id"), nullable=False),
    Column("agency", String(64), nullable=False),
    Column("state", one_of(ExtensionState), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("due_before", Date, nullable=False),
    Column("wanted", Date, nullable=False),
    Column("reason", Text, nullable=False),
    Column("asked_by", Integer, ForeignKey("contacts.id"), nullable=False),
    Column("asked_at", Moment, nullable=False),
    Column("proposed", Date),
    Column("granted", Date),
    Column("answer", Text),
    Column("answered_by", Text),
    Column("answered_at", Moment),
    CheckConstraint("(state = 'granted') = (granted IS NOT NULL)", name="granted"),
    CheckConstraint("state <> 'proposed' OR proposed IS NOT NULL", name="proposed"),
    Index(None, "assignment"),
)
_pending = extensions.c.state.in_((ExtensionState.ASKED, ExtensionState.PROPOSED))
Index("uq_extensions_pending", extensions.c.assignment, unique=True, sqlite_where=_pending, postgresql_where=_pending)

acknowledgements = Table(
    "acknowledgements",
    metadata,
    Column("assignment", Integer, ForeignKey("assignments.id"), primary_key=True),
    Column("contact", Integer, ForeignKey("contacts.id"), primary_key=True),
    Column("due", Date, primary_key=True),
    Column("stage", String(16), primary_key=True),
    Column("at", Moment, nullable=False),
)

snoozes = Table(
    "snoozes",
    metadata,
    Column("assignment", Integer, ForeignKey("assignments.id"), primary_key=True),
    Column("contact", Integer, ForeignKey("contacts.id"), primary_key=True),
    Column("until", Moment, nullable=False, index=True),
)

tickets = Table(
    "tickets",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("year", SmallInteger, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("assignment", Integer, ForeignKey("assignments.id"), nullable=False),
    Column("agency", String(64), nullable=False),
    Column("state", one_of(TicketState), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("opened_by", Integer, ForeignKey("contacts.id"), nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("first_answer_at", Moment),
    Column("resolved_at", Moment),
    Column("category", one_of(Category), nullable=False, server_default=Category.OTHER),
    Column("waiting_since", Moment),
    Column("claimed_by", Text),
    Column("claimed_at", Moment),
    Column("escalated_at", Moment),
    Column("handled_until", Moment),
    Column("next_at", Moment),
    UniqueConstraint("year", "sequence"),
    CheckConstraint("(state = 'resolved') = (resolved_at IS NOT NULL)", name="resolved"),
    CheckConstraint("(claimed_by IS NULL) = (claimed_at IS NULL)", name="claimed"),
    CheckConstraint("next_at IS NULL OR state IN ('open', 'claimed')", name="waits"),
    Index(None, "assignment"),
    Index(None, "agency", "state"),
    Index(None, "opened_by"),
)
Index("ix_tickets_next_at", tickets.c.next_at, sqlite_where=tickets.c.next_at.is_not(None),
      postgresql_where=tickets.c.next_at.is_not(None))  # fmt: skip

ticket_notes = Table(
    "ticket_notes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("ticket", Integer, ForeignKey("tickets.id"), nullable=False, index=True),
    Column("at", Moment, nullable=False),
    Column("side", one_of(Side), nullable=False),
    Column("author", Text, nullable=False),
    Column("text", Text, nullable=False),
)

files = Table(
    "files",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("subject", String(64), nullable=False, index=True),
    Column("channel", String(16), nullable=False),
    Column("ref", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("mime", Text),
    Column("size", Integer),
    Column("by", Integer, ForeignKey("contacts.id"), nullable=False),
    Column("at", Moment, nullable=False),
    Column("state", one_of(FileState), nullable=False, server_default=FileState.WAITING),
    Column("path", Text),
    Column("album", String(64)),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("not_before", Moment),
    CheckConstraint("(state = 'kept') = (path IS NOT NULL)", name="kept"),
    Index(None, "by", "album"),
    Index(None, "by", "at"),
    Index(None, "path", "size"),
    Index(None, "at"),
)
_to_fetch = files.c.state == FileState.WAITING
Index("ix_files_waiting", files.c.id, sqlite_where=_to_fetch, postgresql_where=_to_fetch)

topics = Table(
    "topics",
    metadata,
    Column("contact", Integer, ForeignKey("contacts.id"), primary_key=True),
    Column("agency", String(64), primary_key=True),
    Column("topic", String(64), nullable=False),
)

reports = Table(
    "reports",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("period", String(16), nullable=False),
    Column("agency", String(64), nullable=False),
    Column("state", one_of(ReportState), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("due", Date, nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("handled_until", Moment, nullable=False),
    Column("next_at", Moment),
    Column("remarks", Text),
    Column("obstacles", Text),
    Column("proposals", Text),
    Column("returned", Text),
    Column("submitted_at", Moment),
    Column("submitted_by", Integer, ForeignKey("contacts.id")),
    Column("dropped_at", Moment),
    UniqueConstraint("period", "agency"),
    CheckConstraint("(state IN ('submitted', 'accepted')) = (submitted_at IS NOT NULL)", name="submitted"),
    Index(None, "next_at"),
)

report_items = Table(
    "report_items",
    metadata,
    Column("report", Integer, ForeignKey("reports.id"), primary_key=True),
    Column("assignment", Integer, ForeignKey("assignments.id"), primary_key=True),
    Column("answer", one_of(Answer), nullable=False),
    Column("text", Text),
    Column("by", Integer, ForeignKey("contacts.id"), nullable=False),
    Column("at", Moment, nullable=False),
    CheckConstraint("(answer = 'changed') = (text IS NOT NULL)", name="changed"),
)

digests = Table(
    "digests",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("day", Date, nullable=False),
    Column("scope", String(64), nullable=False),
    Column("cells", JSON, nullable=False),
    Column("said", Boolean, nullable=False, server_default=true()),
    UniqueConstraint("scope", "day"),
)

questions = Table(
    "questions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("channel", String(16), nullable=False),
    Column("chat", String(64), nullable=False),
    Column("sender", String(64), nullable=False),
    Column("kind", String(32), nullable=False),
    Column("args", JSON, nullable=False),
    Column("asked_at", Moment, nullable=False),
    UniqueConstraint("channel", "chat", "sender"),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String(200), nullable=False, unique=True),
    Column("lane", Number(Lane), nullable=False),
    Column("channel", String(16), nullable=False),
    Column("chat", String(64), nullable=False),
    Column("topic", String(64)),
    Column("topic_for", String(64)),
    Column("contact", Integer, ForeignKey("contacts.id")),
    Column("language", String(8), nullable=False),
    Column("view", String(32), nullable=False),
    Column("args", JSON, nullable=False),
    Column("bundle", String(64)),
    Column("subject", String(64)),
    Column("edits", String(64)),
    Column("reply_to", String(64)),
    Column("due", Date),
    Column("silent", Boolean, nullable=False),
    Column("secret", Boolean, nullable=False, server_default=false()),
    Column("is_group", Boolean, nullable=False),
    Column("state", one_of(Delivered), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("unanswered", Integer, nullable=False, server_default="0"),
    Column("not_before", Moment, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("lease_until", Moment),
    Column("closed_at", Moment),
    Column("message_id", String(64)),
    Column("reason", Text),
    CheckConstraint("(state = 'sending') = (lease_until IS NOT NULL)", name="leased"),
    CheckConstraint("(state IN ('pending', 'sending')) = (closed_at IS NULL)", name="closed"),
    CheckConstraint("(state = 'sent') = (message_id IS NOT NULL)", name="sent"),
    CheckConstraint("state NOT IN ('undeliverable', 'skipped', 'cancelled') OR reason IS NOT NULL", name="reason"),
    Index(None, "subject", "state"),
    Index(None, "created_at"),
)
_waiting = outbox.c.state == Delivered.PENDING
_in_hand = outbox.c.state == Delivered.SENDING
Index("ix_outbox_waiting", outbox.c.lane, outbox.c.id, sqlite_where=_waiting, postgresql_where=_waiting)
Index("ix_outbox_bundle", outbox.c.chat, outbox.c.bundle, sqlite_where=_waiting, postgresql_where=_waiting)
Index("ix_outbox_next", outbox.c.channel, outbox.c.lane, outbox.c.not_before, sqlite_where=_waiting,
      postgresql_where=_waiting)  # fmt: skip
Index("ix_outbox_leases", outbox.c.lease_until, sqlite_where=_in_hand, postgresql_where=_in_hand)

screens = Table(
    "screens",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("channel", String(16), nullable=False),
    Column("chat", String(64), nullable=False),
    Column("message_id", String(64), nullable=False),
    Column("contact", Integer, ForeignKey("contacts.id")),
    Column("view", String(32), nullable=False),
    Column("args", JSON, nullable=False),
    Column("language", String(8), nullable=False),
    Column("is_group", Boolean, nullable=False),
    Column("shown_at", Moment, nullable=False, index=True),
    UniqueConstraint("channel", "chat", "message_id"),
)

screen_subjects = Table(
    "screen_subjects",
    metadata,
    Column("screen", Integer, ForeignKey("screens.id", ondelete="CASCADE"), primary_key=True),
    Column("subject", String(64), primary_key=True),
    Index(None, "subject"),
)

updates = Table(
    "updates",
    metadata,
    Column("channel", String(16), primary_key=True),
    Column("update_id", String(64), primary_key=True),
    Column("at", Moment, nullable=False),
    Column("set_aside", Text),
    Column("tries", SmallInteger, nullable=False, server_default="1"),
    Column("taken_at", Moment),
    Column("raw", Text),
    Column("sender", String(64)),
    CheckConstraint("taken_at IS NULL OR set_aside IS NULL", name="taken"),
    CheckConstraint("raw IS NULL OR set_aside IS NOT NULL", name="kept"),
    Index(None, "at"),
)
_aside = updates.c.set_aside.is_not(None)
Index("ix_updates_set_aside", updates.c.at, sqlite_where=_aside, postgresql_where=_aside)

proposals = Table(
    "proposals",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("digest", String(64), nullable=False),
    Column("state", one_of(ProposalState), nullable=False),
    Column("body", JSON, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("decided_at", Moment),
    Column("decided_by", Integer, ForeignKey("contacts.id")),
    CheckConstraint("(state IN ('applied', 'dropped')) = (decided_by IS NOT NULL)", name="decided"),
    CheckConstraint("(decided_at IS NULL) = (decided_by IS NULL)", name="decided_at"),
)
_open = proposals.c.state == ProposalState.OPEN
Index("uq_proposals_open", proposals.c.state, unique=True, sqlite_where=_open, postgresql_where=_open)

audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False, index=True),
    Column("actor", String(80), nullable=False),
    Column("action", String(40), nullable=False),
    Column("subject", String(120), nullable=False, index=True),
    Column("agency", String(64)),
    Column("facts", JSON, nullable=False),
    Column("sealed", JSON, nullable=False),
    Column("hash", String(64), nullable=False),
)

audit_apart = Table(
    "audit_apart",
    metadata,
    Column("event", Integer, ForeignKey("audit.id"), primary_key=True),
    Column("part", String(8), primary_key=True),
    Column("salt", String(32), nullable=False),
    Column("body", JSON, nullable=False),
)
