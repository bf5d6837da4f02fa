"""Somebody is forgotten: nothing says who they were, everything says that something was done."""

import json
import shutil
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from bot.domain.trail import Inspection
from bot.services.forgetting import Forgetting, Forgotten
from bot.storage.database import transaction
from bot.storage.tables import metadata
from sandbox.model import Message, Person
from tests.acceptance.conftest import OFFICE, ON_POSTGRESQL, Open, Story
from tests.acceptance.test_obstacles import LAN, stuck

WORDS = "Chưa có kinh phí"
ANSWER = "Đang làm việc với Sở Tài chính"


async def everything(story: Story) -> str:
    """Return all that the database holds, as one text."""
    async with transaction(story.scene.house.store.engine, reads_only=True) as connection:
        rows = [row for table in metadata.sorted_tables for row in await connection.execute(select(table))]
    return "\n".join(f"{row} {json.dumps([*row], default=str)}" for row in rows)


async def forget(story: Story, person: Person, *, texts: bool = False) -> Forgotten:
    """Forget an officer by their name, as the command does."""
    async with story.scene.house.store.work() as work:
        forgetting = Forgetting(work, story.config)
        (found,) = await forgetting.find(person.name)
        forgotten = await forgetting.forget(found, actor="command line", texts=texts)
        await work.commit()
    story.scene.house.poke()
    await story.settle()
    return forgotten


async def forget_member(story: Story, person: Person) -> Forgotten:
    """Forget somebody of a bound group, with their words."""
    async with story.scene.house.store.work() as work:
        found = await Forgetting(work, story.config).forget_member(
            "telegram", str(person.id), actor="command line", texts=True
        )
        await work.commit()
    assert found is not None
    return found


async def verified(story: Story) -> Inspection:
    inspection = Inspection()
    async with story.scene.house.store.look() as work:
        async for one in work.audit.stored():
            inspection.see(one)
    inspection.end()
    return inspection


async def an_obstacle_is_answered(story: Story, officer: Person, expert: Person) -> Message:
    """The officer reports an obstacle with a file, an expert of the ICT group takes it in hand and answers."""
    ticket = await stuck(story, officer, text=WORDS)
    await story.send_file(officer, "du-toan.pdf", reply_to=story.last(officer).id)
    await story.tap(expert, "claim", ticket, story.ict)
    await story.say(expert, ANSWER, story.ict, reply_to=ticket)
    return ticket


@ON_POSTGRESQL
async def test_a_person_is_forgotten_and_the_record_stands(stage: Open) -> None:
    async with stage(OFFICE) as story:
        officer, head, (expert, *_) = story.officer("so-y-te"), story.head("so-y-te"), story.ict_members
        ticket = await an_obstacle_is_answered(story, officer, expert)
        await story.open_duty(head, LAN)
        await story.tap(head, "hand")
        await story.press(head, f"👤 {officer.name}")
        assert officer.name in await everything(story)
        events = (await verified(story)).events

        forgotten = await forget(story, officer)
        number = forgotten.pseudonym.removeprefix("Người đã xóa #")
        assert number.isdigit()
        assert forgotten.files == 1
        whole = await everything(story)
        assert officer.name not in whole
        assert json.dumps(officer.name) not in whole
        assert f"'{officer.id}'" not in whole
        assert f'"{officer.id}"' not in whole
        assert WORDS in whole

        await story.open_duty(head, LAN)
        await story.tap(head, "history")
        history = story.last(head).text
        assert f"{forgotten.pseudonym}: báo vướng mắc VM-2009-0001: {WORDS}" in history
        assert f"giao cho {forgotten.pseudonym}" in history
        found = await verified(story)
        assert found.broken is None
        assert found.events > events
        assert found.missing == forgotten.parts
        await story.tap(expert, "resolve", ticket, story.ict)
        assert forgotten.pseudonym in ticket.text
        await story.say(officer, "/nhiemvu")
        assert story.last(officer).text == story.said("stranger")

        gone = await forget_member(story, expert)
        assert (gone.pseudonym, gone.texts) == ("Người đã xóa", 1)
        whole = await everything(story)
        assert expert.name not in whole
        assert ANSWER not in whole
        assert (await verified(story)).broken is None


async def test_a_member_of_a_group_is_forgotten_with_their_words_if_that_is_wanted(stage: Open) -> None:
    async with stage(OFFICE) as story:
        officer, (expert, *_) = story.officer("so-y-te"), story.ict_members
        await an_obstacle_is_answered(story, officer, expert)
        async with story.scene.house.store.look() as work:
            forgetting = Forgetting(work, story.config)
            assert await forgetting.forget_member("telegram", "1", actor="command line") is None
        forgotten = await forget_member(story, expert)
        assert forgotten.pseudonym == "Người đã xóa"
        assert forgotten.parts == 4  # who bound the group, took the ticket and answered it, and what was answered
        assert forgotten.texts == 1
        whole = await everything(story)
        assert expert.name not in whole
        assert json.dumps(expert.name) not in whole
        assert f'"{expert.id}"' not in whole
        assert ANSWER not in whole
        assert WORDS in whole
        await story.open_duty(officer, LAN)
        await story.tap(officer, "history")
        assert "trả lời VM-2009-0001: (đã xóa)" in story.last(officer).text
        assert (await verified(story)).broken is None


async def test_what_was_kept_for_long_enough_goes_and_the_record_stays(stage: Open, tmp_path: Path) -> None:
    shutil.copytree(OFFICE.parent, tmp_path / "office")
    config = tmp_path / "office" / "config.yaml"
    with config.open("a", encoding="utf-8") as file:
        file.write("\nretention: {files_days: 500, texts_days: 500}\n")
    async with stage(config) as story:
        house, officer, (expert, *_) = story.scene.house, story.officer("so-y-te"), story.ict_members
        begin = house.clock.now()
        ticket = await an_obstacle_is_answered(story, officer, expert)
        await story.tap(expert, "resolve", ticket, story.ict)
        await story.open_duty(officer, LAN)
        await story.tap(officer, "done")
        await story.send_file(officer, "bien-ban.pdf", caption="Biên bản số 12")
        await story.tap(officer, "hand_in")
        await story.say(officer, "/giaoviec")
        await story.say(officer, "/roi")
        await story.tap(officer, "leave_yes")

        async def after(days: int) -> dict[str, int]:
            """Let the night after so many days pass; return how many rows of each table there are, and files."""
            house.clock.move_to(begin + timedelta(days=days))  # type: ignore[attr-defined]
            await house.ticks.housekeeping()
            async with transaction(house.store.engine, reads_only=True) as connection:
                rows = {
                    table.name: len((await connection.execute(select(table))).all()) for table in metadata.sorted_tables
                }
            return rows | {"kept": len(list((tmp_path / "files").rglob("*.pdf")))}

        first = await after(1)
        week = await after(8)
        assert {name for name in first if first[name] != week[name]} == {"updates"}
        assert week["updates"] == 0
        assert await after(364) == week
        assert officer.name in await everything(story)

        year = await after(366)
        assert officer.name not in await everything(story)
        assert {name for name in week if week[name] != year[name]} == {"audit", "audit_apart", "files", "kept"}
        assert (week["kept"], year["kept"]) == (2, 1)  # what came with the obstacle; the evidence stays

        quarter = await after(401)
        gone = {name for name in year if year[name] != quarter[name]}
        assert gone == {"outbox", "screens", "screen_subjects"}
        assert (quarter["outbox"], quarter["screens"]) == (0, 0)

        last = await after(501)
        assert last["kept"] == 0
        whole = await everything(story)
        assert "bien-ban.pdf" in whole
        assert "Biên bản số 12" in whole
        for words in (WORDS, ANSWER):
            assert words not in whole
        assert (await verified(story)).broken is None
        assert last["assignments"] == first["assignments"]
