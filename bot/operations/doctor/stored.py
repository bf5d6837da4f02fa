"""What is stored: the database itself, what waits in it, who is enrolled."""

from collections.abc import Iterator, Sequence, Set
from datetime import datetime, timedelta

from bot.config import Config
from bot.domain.people import Contact
from bot.domain.rights import Role
from bot.operations.doctor.findings import Finding, fine, note, wrong

LATE = timedelta(minutes=15)
A_FEW = 5  # agencies named


def version(revision: str | None, known: tuple[str, ...]) -> Finding | None:
    """Return what is wrong with the version of the tables; None if it is this program's."""
    if revision == known[0]:
        return None
    if revision is None:
        return wrong("database", "It has no tables yet.", "nhacviec sync makes them and loads the duties.")
    if revision not in known:
        return wrong(
            "database", f"Its tables are of a newer version of the program ({revision}).", "Update the program."
        )
    return wrong(
        "database",
        f"Its tables are of version {revision}, and this program wants {known[0]}.",
        "nhacviec backup FILE, then start the bot: it brings them up to date.",
    )


def waiting(late: int, since: datetime | None) -> Finding:
    """Tell whether messages wait that should be out."""
    if not late or since is None:
        return fine("outbox", "No message is late.")
    return wrong(
        "outbox",
        f"Messages that wait to be sent, since {since:%Y-%m-%d %H:%M} UTC: {late}.",
        "See that the bot runs (nhacviec run) and what it logs; nhacviec outbox --state pending shows them.",
    )


def set_aside(count: int) -> Iterator[Finding]:
    if count:
        yield wrong("updates", f"What people did and could not be taken: {count}.", "nhacviec updates shows them.")


def unreachable(count: int) -> Iterator[Finding]:
    if count:
        yield note(
            "people",
            f"Enrolled, and yet take no messages (they have blocked the bot, or left): {count}.",
            "The digest names them; ask them to open the chat with the bot and press Start.",
        )


def enrolled(contacts: Sequence[Contact], config: Config, working: Sequence[str]) -> Iterator[Finding]:
    """Tell who is missing: administrators, the ICT department, the leaders, agencies without an officer or a head.

    ``working`` are the agencies that need both: those that ``invite --all`` invites.
    """
    held = {(one.agency, one.role) for one in contacts}
    missing = [*_roles(held, config), *_agencies(held, config, working)]
    for what, mend in missing:
        yield note("people", what, mend)
    if not missing:
        yield fine("people", f"All {len(working)} agencies have enrolled.")


def _roles(held: Set[tuple[str, Role]], config: Config) -> Iterator[tuple[str, str]]:
    organisation = config.organisation
    if not any(role is Role.ADMIN for _, role in held):
        yield "No administrator is enrolled.", f"nhacviec invite {organisation.ict} --role admin"
    for role, home, who in (
        (Role.ICT, organisation.ict, "the ICT department"),
        (Role.LEADER, organisation.leaders, "the leaders"),
    ):
        if (home, role) not in held:
            yield f"Nobody of {who} is enrolled, nor a group of theirs.", f"nhacviec invite {home} --role {role.value}"


def _agencies(held: Set[tuple[str, Role]], config: Config, working: Sequence[str]) -> Iterator[tuple[str, str]]:
    for role, who in ((Role.OFFICER, "an officer"), (Role.HEAD, "a head")):
        without = [config.organisation.short(one) for one in working if (one, role) not in held]
        if without:
            names = ", ".join(without[:A_FEW]) + (" …" if len(without) > A_FEW else "")
            yield (
                f"{len(without)} of {len(working)} agencies have not enrolled {who}: {names}.",
                f"nhacviec invite --all --role {role.value} --out invites.pdf",
            )
