"""The stage of the acceptance stories: a small province, the real client, the sandbox, and a clock to turn."""

import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest

from bot.app.stage import Scene, rehearse
from bot.config import Config
from bot.domain.duties import Directive
from bot.domain.rights import Role
from bot.register.files import load_province
from bot.services.enrolment import Enrolment
from bot.storage.database import file_of
from bot.texts.render import LANGUAGES, Texts
from sandbox.model import Chat, Message, Person
from sandbox.world import World
from tests.unit.province import HANOI

ROOT = Path(__file__).parents[2]
PROVINCE = Path(__file__).parent / "province" / "config.yaml"
OFFICE = Path(__file__).parent / "office" / "config.yaml"


class Story:
    """A scene with short words for what people do and see."""

    def __init__(self, scene: Scene, config: Config, directives: tuple[Directive, ...]) -> None:
        self.scene = scene
        self.config = config
        self.directives = directives
        self.ict = self._group("ict")
        self.leaders = self._group("leader")

    def officer(self, agency: str) -> Person:
        return self._person(agency, "officer")

    def head(self, agency: str) -> Person:
        return self._person(agency, "head")

    def _person(self, agency: str, role: str) -> Person:
        short = self.config.organisation.agencies[agency].short
        seats = [s for s in self.scene.world.seats.values() if s.role == role and s.subtitle.endswith(f"– {short}")]
        assert len(seats) == 1, f"one {role} of {agency}"
        return seats[0].speakers[0]

    def _group(self, role: str) -> Chat:
        return next(s.chat for s in self.scene.world.seats.values() if s.role == role and s.chat.person is None)

    @property
    def ict_members(self) -> list[Person]:
        return next(s.speakers for s in self.scene.world.seats.values() if s.chat is self.ict)

    async def until(self, day: date, at: time = time(9)) -> None:
        """Turn the clock to a local day and time."""
        await self.scene.rehearsal.turn_until(datetime.combine(day, at, tzinfo=self.config.zone))

    async def settle(self) -> None:
        """Let the bot finish what people have done."""
        await self.scene.rehearsal.settled()

    async def say(self, person: Person, text: str, chat: Chat | None = None, reply_to: Message | None = None) -> None:
        self.scene.people.say(person, chat or person, text, reply_to.id if reply_to else None)
        await self.settle()

    async def press(
        self, person: Person, label: str, message: Message | None = None, chat: Chat | None = None
    ) -> str | None:
        """Press a button by (a part of) its label on a message, the last one by default; return the toast."""
        place = chat or person
        shown = message or self.last(place)
        button = next(b for row in shown.buttons for b in row if label in b.text)
        assert button.data is not None
        answer = await self.scene.people.press(person, place, shown.id, button.data)
        await self.settle()
        return answer.text

    def label(self, key: str, language: str = "vi", **facts: object) -> str:
        """Return a button's label."""
        return self.scene.house.texts.label(f"button.{key}", language, facts)

    async def tap(
        self, person: Person, key: str, message: Message | None = None, chat: Chat | None = None, **facts: object
    ) -> str | None:
        """Press the button that has the phrase ``key``, in whatever language it is shown; return the toast."""
        shown = message or self.last(chat or person)
        labels = {self.label(key, language, **facts) for language in LANGUAGES}
        button = next(one for row in shown.buttons for one in row if one.text in labels)
        return await self.press(person, button.text, message=shown, chat=chat)

    async def press_stale(self, person: Person, message: Message, data: str, chat: Chat | None = None) -> str | None:
        """Press what stood on a message before; return the toast."""
        answer = await self.scene.people.press(person, chat or person, message.id, data, stale=True)
        await self.settle()
        return answer.text

    def buttons(self, message: Message) -> list[str]:
        return [one.text for row in message.buttons for one in row]

    def data(self, message: Message, key: str, **facts: object) -> str:
        """Return what the button with the phrase ``key`` carries."""
        labels = {self.label(key, language, **facts) for language in LANGUAGES}
        found = next(one.data for row in message.buttons for one in row if one.text in labels)
        assert found is not None
        return found

    async def send_file(
        self, person: Person, name: str, content: bytes = b"%PDF-1.4", chat: Chat | None = None, **how: Any
    ) -> None:
        self.scene.people.send_file(person, chat or person, name, content, "application/pdf", **how)
        await self.settle()

    async def open_duty(self, person: Person, title: str) -> Message:
        """Open a duty's page by searching for its title; return the message."""
        await self.say(person, f"/tim {title}")
        await self.press(person, "1")
        return self.last(person)

    async def enrol(self, agency: str, role: Role, name: str) -> Person:
        """Let one more person enrol with a code."""
        async with self.scene.house.store.work() as work:
            code = await Enrolment(work, self.config).invite(agency, role, actor="test")
            await work.commit()
        person = self.scene.world.add_person(name)
        await self.say(person, f"/start {code}")
        return person

    async def speak(self, language: str, *people: Person) -> None:
        """Let people, and the groups, be written to in a language."""
        for person in people:
            await self.say(person, "/ngonngu")
            await self.tap(person, language)
        for chat, member in ((self.ict, self.ict_members[0]), (self.leaders, self.leader_members[0])):
            await self.say(member, "/ngonngu", chat=chat)
            await self.tap(member, language, chat=chat)

    @property
    def leader_members(self) -> list[Person]:
        return next(s.speakers for s in self.scene.world.seats.values() if s.chat is self.leaders)

    def said(self, key: str, language: str = "vi", **facts: object) -> str:
        """Return a short answer as people read it, whole."""
        return self.scene.house.texts.label(f"said.{key}", language, facts)

    def last(self, place: Person | Chat) -> Message:
        message = self.scene.world.last_message(place)
        assert message is not None
        return message

    def from_bot(self, place: Person | Chat) -> list[Message]:
        """Return what the bot wrote there, oldest first, as it stands now."""
        return [one for one in self.scene.world.history(place) if one.sender is self.scene.world.bot]

    def mornings(self, place: Person | Chat, words: str) -> list[tuple[date, time]]:
        """Return the local moments of the bot's messages that contain ``words``."""
        found = []
        for one in self.from_bot(place):
            if words in one.text:
                local = one.at.astimezone(self.config.zone)
                found.append((local.date(), local.time().replace(second=0, microsecond=0)))
        return found


def morning(year: int, month: int, day: int) -> datetime:
    """Return when a story begins that day: before the messages of the morning."""
    return datetime(year, month, day, 7, 30, tzinfo=HANOI)


def altered(folder: Path, config: Path = PROVINCE, **changes: str) -> Path:
    """Copy a province, with some texts in its files replaced; return its config."""
    shutil.copytree(config.parent, folder / "altered", dirs_exist_ok=True)
    for file in (folder / "altered").rglob("*.yaml"):
        text = file.read_text(encoding="utf-8")
        for old, new in changes.items():
            text = text.replace(old, new)
        file.write_text(text, encoding="utf-8")
    return folder / "altered" / "config.yaml"


Open = Callable[..., AbstractAsyncContextManager[Story]]


BOTH = pytest.mark.parametrize("story_url", ["sqlite", "postgresql"], indirect=True)
"""Play a story on both databases."""
ON_POSTGRESQL = pytest.mark.parametrize("story_url", ["postgresql"], indirect=True)
"""Play a story on PostgreSQL only: where another, or the command's own test, does the same on SQLite."""


@pytest.fixture
def story_url(request: pytest.FixtureRequest, tmp_path: Path, migrated: Path) -> str:
    """The database of the scenes: a file, unless the story is played on both kinds."""
    if getattr(request, "param", "sqlite") == "sqlite":
        return f"sqlite:///{shutil.copy(migrated, tmp_path / 'story.db')}"
    url: str = request.getfixturevalue("postgres_url")
    return url


class Casts:
    """The provinces of this repository with everybody enrolled: each enrols once a day of the story, then is copied."""

    def __init__(self, folder: Path, migrated: Path, texts: Texts) -> None:
        self._folder = folder
        self._migrated = migrated
        self._texts = texts
        self._worlds: dict[tuple[Path, datetime], tuple[World, Path]] = {}

    async def enrolled(self, config: Path, start: datetime) -> tuple[World, Path]:
        """Return the world, and its database, as they stand when a story begins; both are for copying."""
        if (config, start) not in self._worlds:
            database = Path(shutil.copy(self._migrated, self._folder / f"{len(self._worlds)}.db"))
            province, directives = load_province(config)
            async with rehearse(
                province,
                directives,
                start=start,
                database_url=f"sqlite:///{database}",
                files=self._folder / "files",
                texts=self._texts,
            ) as scene:
                self._worlds[config, start] = scene.world, database
        return self._worlds[config, start]


@pytest.fixture(scope="session")
def casts(tmp_path_factory: pytest.TempPathFactory, migrated: Path, texts: Texts) -> Casts:
    """Who plays in the stories, enrolled once."""
    return Casts(tmp_path_factory.mktemp("casts"), migrated, texts)


@pytest.fixture
def stage(tmp_path: Path, story_url: str, texts: Texts, casts: Casts) -> Open:
    """Open a scene: ``async with stage() as story``; another province or day can be named."""

    @asynccontextmanager
    async def open_stage(config: Path = PROVINCE, start: datetime | None = None) -> AsyncIterator[Story]:
        province, directives = load_province(config)
        begin = start or datetime.combine(province.province.starts_on, time(7, 30), tzinfo=province.zone)
        world = None
        if config.is_relative_to(ROOT) and (file := file_of(story_url)):
            world, database = await casts.enrolled(config, begin)
            shutil.copy(database, file)
        async with rehearse(
            province,
            directives,
            start=begin,
            database_url=story_url,
            files=tmp_path / "files",
            texts=texts,
            source=config,
            enrolled=world,
        ) as scene:
            yield Story(scene, province, directives)

    return open_stage
