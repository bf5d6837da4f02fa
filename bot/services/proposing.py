"""Proposing a difference: what the directive files would change is shown to the administrators, who apply or drop it.

What is applied is exactly what was shown: if the files, or the stored register, are others by then, the new difference
is shown instead.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from bot.domain.delivery import Lane
from bot.domain.duties import Directive
from bot.domain.people import Contact
from bot.domain.proposals import ProposalState
from bot.domain.rights import Action, Role
from bot.errors import AgenciesFirst, Refused, SourceError
from bot.register.changes import changes
from bot.register.files import load_directives
from bot.services.base import Place, Service, Speaker
from bot.services.stored import difference_digest
from bot.services.sync import Sync
from bot.services.sync_plan import Plan
from bot.services.views import View, proposal_subject
from bot.storage.proposals import Proposal

DECIDED = ("apply_proposal", "drop_proposal")


class Proposing(Service):
    """From a difference in the files to its being applied or dropped."""

    async def propose(self, files: Sequence[Directive], *, actor: str) -> Proposal | None:
        """Show what the files would change to all administrators; None if that is nothing.

        A difference that waits already is not sent again; an older one is no longer true.
        """
        plan = await Sync(self.work, self.config).plan(files)
        digest = difference_digest(plan.difference)
        waits = await self.work.proposals.open()
        if waits is not None and waits.digest == digest and not plan.difference.is_empty:
            return waits
        if waits is not None:
            await self.work.proposals.close(waits.id, ProposalState.OUTDATED, now=self.work.now)
            await self.changed(proposal_subject(waits.id))
        if plan.difference.is_empty:
            return None
        found = await self.work.proposals.add(digest=digest, body=self._body(plan), now=self.work.now)
        await self.record(actor, "propose_sync", proposal_subject(found.id))
        await self.tell(
            await self.administrators(),
            View(name="proposal", args={"proposal": found.id, "page": 1}),
            key=f"proposal:{found.id}",
            lane=Lane.OBSTACLE,
            silent=self.outside_hours(),
        )
        return found

    async def administrators(self) -> list[Contact]:
        return await self.work.contacts.of(roles=[Role.ADMIN])

    async def apply(self, proposal: int, speaker: Speaker, besides: Place | None = None) -> Proposal | None:
        """Apply a difference if it is still the same, and return it; else propose the one that there is now.

        None: by now nothing differs. Raises Refused: not theirs to decide, decided already, or the files have mistakes.
        """
        found = await self._open(proposal, speaker)
        files = await self._files()
        try:
            plan = await Sync(self.work, self.config).plan(files)
        except AgenciesFirst as error:
            raise Refused("agencies_first", agency=error.agency) from None
        if difference_digest(plan.difference) != found.digest:
            return await self.propose(files, actor=speaker.actor)
        await Sync(self.work, self.config).carry_out(plan, actor=speaker.actor)
        await self._decide(found, ProposalState.APPLIED, speaker, besides)
        return found

    async def drop(self, proposal: int, speaker: Speaker, besides: Place | None = None) -> None:
        """Leave the register as it is; the files are as they were. Raises Refused."""
        await self._decide(await self._open(proposal, speaker), ProposalState.DROPPED, speaker, besides)

    async def to_see(self, proposal: int, speaker: Speaker) -> Proposal:
        """Return a proposal that ``speaker`` may read. Raises Refused."""
        self.require(speaker.contact, Action.CHANGE_SETUP, speaker.contact.agency)
        found = await self.work.proposals.get(proposal)
        if found is None:
            raise Refused("gone")
        return found

    async def _open(self, proposal: int, speaker: Speaker) -> Proposal:
        found = await self.to_see(proposal, speaker)
        if found.state is not ProposalState.OPEN:
            moved = await self.who_and_when(proposal_subject(proposal), DECIDED)
            raise Refused("proposal_stale", state=found.state.value, **moved)
        return found

    async def _files(self) -> tuple[Directive, ...]:
        try:
            return await asyncio.to_thread(load_directives, self.config)
        except SourceError as error:
            raise Refused("files_wrong", count=len(error.problems), problem=str(error.problems[0])) from None

    async def _decide(self, found: Proposal, state: ProposalState, speaker: Speaker, besides: Place | None) -> None:
        await self.work.proposals.close(found.id, state, by=speaker.contact.id, now=self.work.now)
        subject = proposal_subject(found.id)
        await self.noted(speaker, "apply_proposal" if state is ProposalState.APPLIED else "drop_proposal", subject)
        await self.changed(subject, besides=besides)

    def _body(self, plan: Plan) -> dict[str, Any]:
        difference = plan.difference
        return {
            "changes": [asdict(one) for one in changes(difference, self.config.organisation, plan.titles)],
            "added": len(difference.duties_added),
            "changed": len(difference.duties_changed),
            "removed": len(difference.duties_removed),
            "given": plan.given,
            "moved": plan.moved,
            "cancelled": len(plan.cancelled),
            "people": plan.people,
        }
