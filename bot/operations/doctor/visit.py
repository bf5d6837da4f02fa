"""The examination, from what is nearest to what is farthest; each finding is told as soon as it is made."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path

from bot import settings
from bot.channels.base import Abilities
from bot.channels.health import Examined, Health
from bot.clock import Clock
from bot.config import Config
from bot.domain.duties import duties_of
from bot.domain.people import Contact
from bot.domain.rights import Role
from bot.errors import ChannelError, NotOurToken, SetupError, SourceError, StorageError
from bot.operations.doctor import machine, messenger, running, stored
from bot.operations.doctor.findings import Finding, fine, told, wrong
from bot.register.files import load_province
from bot.services.inviting import Inviting
from bot.storage.copies.rows import is_missing
from bot.storage.database import file_of, shown
from bot.storage.migrating import revisions
from bot.storage.work import Store, Work

Open = Callable[[str], AbstractAsyncContextManager[Examined]]
"""From a token to the messenger. Raises NotOurToken and SetupError."""


@dataclass(frozen=True, kw_only=True)
class Patient:
    """A set-up: its config, its environment, its clock, the way to its messenger and what that can do."""

    config: Path
    environment: Mapping[str, str]
    clock: Clock
    open: Open
    abilities: Abilities


async def examine(patient: Patient) -> AsyncIterator[Finding]:
    """Look at everything, and change nothing."""
    found, config = _config(patient)
    yield found
    if config is not None:
        yield machine.zone(config, patient.clock.now())
        for finding in machine.limits(config, patient.abilities):
            yield finding
    files = settings.files_folder(patient.environment)
    yield machine.folder("disk", files)
    groups: list[Contact] = []
    async for finding in _stored(patient, config, files, groups):
        yield finding
    async for finding in _messenger(patient, groups):
        yield finding


def _config(patient: Patient) -> tuple[Finding, Config | None]:
    try:
        config, directives = load_province(patient.config)
    except SourceError as error:
        if not patient.config.exists():
            mend = "Name it with --config, or begin a province of your own: nhacviec init DIR."
            return wrong("config", f"There is no {patient.config}.", mend), None
        first, *others = error.problems
        more = f" ({len(others)} more)" if others else ""
        return wrong("config", f"{first}{more}.", f"nhacviec check --config {patient.config} shows all."), None
    agencies, duties = len(config.organisation.agencies), len([*duties_of(directives)])
    return fine("config", f"{config.province.name}; agencies: {agencies}, duties: {duties}."), config


async def _stored(
    patient: Patient, config: Config | None, files: Path, groups: list[Contact]
) -> AsyncIterator[Finding]:
    """Look at the database; put the groups that are bound into ``groups``."""
    url = settings.database_url(patient.environment)
    try:
        if file := file_of(url):
            yield machine.folder("disk", file.parent)
        if is_missing(url):
            yield wrong("database", f"There is none at {shown(url)}.", "nhacviec sync makes it and loads the duties.")
            return
        store = Store(url, patient.clock)
    except (SetupError, StorageError) as error:
        yield told("database", error)
        return
    try:
        whole = await store.check()
        misfit = stored.version(await store.revision(), revisions())
        if misfit is not None:
            yield misfit
            return
        yield fine("database", f"{shown(url)} is {'sound' if whole else 'open'} and up to date ({revisions()[0]}).")
        async with store.look() as work:
            for finding in await _content(work, config, files, groups):
                yield finding
    except StorageError as error:
        yield told("database", error)
    finally:
        await store.stop()


async def _content(work: Work, config: Config | None, files: Path, groups: list[Contact]) -> list[Finding]:
    contacts = await work.contacts.of(roles=[*Role])
    groups.extend(one for one in contacts if one.is_group)
    late, since = await work.outbox.late(work.now - stored.LATE)
    found = [
        machine.kept_files(await work.files.paths(), files),
        stored.waiting(late, since),
        *stored.set_aside(await work.updates.count_aside()),
        *stored.unreachable(sum(one.unreachable_since is not None for one in contacts)),
    ]
    if config is None:
        return found
    return [*found, *stored.enrolled(contacts, config, await Inviting(work, config).everybody())]


async def _messenger(patient: Patient, groups: list[Contact]) -> AsyncIterator[Finding]:
    environment = patient.environment
    for finding in machine.token_file(environment, settings.TOKEN):
        yield finding
    webhook = None
    try:
        if listening := settings.listening(environment):
            yield await running.bot(listening)
            webhook = listening.webhook.url if listening.webhook else None
    except SetupError as error:
        yield told("webhook", error)
        return
    way = messenger.Way(
        proxy=settings.telegram_proxy(environment), api=settings.telegram_api(environment), webhook=webhook
    )
    try:
        token = settings.telegram_token(environment)
    except SetupError as error:
        yield told("token", error)
        return
    try:
        async with patient.open(token) as channel:
            if found := await messenger.proxy(way.proxy):
                yield found
            health = await channel.health()
            yield fine("token", f"It is {health.name}'s.")
            for finding in (
                *machine.clock(patient.clock.now(), health.now),
                *messenger.receiving(health, way, patient.clock.now()),
            ):
                yield finding
            async for finding in _groups(channel, health, groups):
                yield finding
    except SetupError as error:
        yield told("proxy", error)
    except NotOurToken:
        yield wrong("token", "Telegram does not know it.", f"Get it again from @BotFather and set {settings.TOKEN}.")
    except ChannelError as error:
        yield messenger.not_reached(error, way)


async def _groups(channel: Examined, health: Health, groups: list[Contact]) -> AsyncIterator[Finding]:
    for contact in groups:
        if contact.channel == channel.name:
            for finding in messenger.group(contact, await channel.standing(contact.chat), health):
                yield finding
