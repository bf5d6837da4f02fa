"""The machine: room on its disks, files that may be written, its clock."""

import os
import shutil
import stat
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path

from bot.channels.base import Abilities
from bot.config import Config
from bot.operations.doctor.findings import Finding, fine, note, wrong
from bot.sections import TelegramSection

LITTLE_ROOM = 500_000_000  # bytes
MEGABYTE = 1_000_000  # as the messengers count
CLOCK_MAY_DIFFER = timedelta(seconds=30)


def folder(subject: str, path: Path) -> Finding:
    """Look whether a folder may be written to and has room."""
    there = next(one for one in (path, *path.absolute().parents) if one.exists())
    if not there.is_dir():
        return wrong(subject, f"{there} is a file, not a folder.", "Name another folder.")
    try:
        with tempfile.TemporaryFile(dir=there):
            pass
    except OSError as error:
        return wrong(
            subject,
            f"{there} cannot be written to: {error.strerror}.",
            "Give it to the user that runs the bot (chown), or name another folder.",
        )
    free = shutil.disk_usage(there).free
    if free < LITTLE_ROOM:
        return wrong(
            subject, f"The disk of {there} has {free / 1e6:.0f} MB left.", "Make room, or move to another disk."
        )
    made = "" if there == path else "; it will be made"
    return fine(subject, f"{path} can be written to{made}, {free / 1e9:.1f} GB are free.")


def kept_files(paths: Iterable[str], path: Path) -> Finding:
    """Look whether the files that people handed in are where the database says."""
    named = list(paths)
    lost = [one for one in named if not (path / one).is_file()]
    if lost:
        return wrong(
            "files",
            f"{len(lost)} of {len(named)} files that people handed in are not in {path}, {lost[0]} for one.",
            "Let NHACVIEC_FILES name the folder where they are, or take them out of a backup.",
        )
    return fine("files", f"All {len(named)} files that people handed in are in {path}.")


def token_file(environment: Mapping[str, str], name: str) -> Iterator[Finding]:
    """Look whether others of this machine may read the file that holds a secret."""
    file = environment.get(f"{name}_FILE", "").strip()
    if environment.get(name, "").strip() or not file:
        return
    try:
        mode = Path(file).stat().st_mode
    except OSError:
        return  # that it cannot be read is told elsewhere
    if mode & (stat.S_IRGRP | stat.S_IROTH) and os.path.commonpath([file, "/run"]) != "/run":
        yield note("token", f"Others on this machine may read {file}.", f"chmod 600 {file}")


def clock(now: datetime, theirs: datetime | None) -> Iterator[Finding]:
    """Hold the machine's clock against the messenger's."""
    if theirs is None:
        return
    difference = now - theirs
    if abs(difference) <= CLOCK_MAY_DIFFER:
        yield fine("clock", "It agrees with the messenger's.")
        return
    way = "ahead of" if difference > timedelta(0) else "behind"
    minutes = abs(difference) / timedelta(minutes=1)
    yield wrong(
        "clock",
        f"It is {minutes:.1f} minutes {way} the messenger's: reminders come at the wrong time.",
        "Let it be set over the network: timedatectl set-ntp true",
    )


def zone(config: Config, now: datetime) -> Finding:
    local = now.astimezone(config.zone)
    return fine("zone", f"{config.province.timezone}: it is {local:%Y-%m-%d %H:%M} there.")


def limits(config: Config, abilities: Abilities) -> Iterator[Finding]:
    """Hold what config asks for against what the messenger gives."""
    most, given = config.files.max_megabytes * MEGABYTE, abilities.download_bytes
    allowed, asked = TelegramSection(), config.channels.telegram
    if most > given:
        yield wrong(
            "limits",
            f"Files up to {config.files.max_megabytes} MB are taken, and the messenger hands out"
            f" {given // MEGABYTE} MB at most.",
            f"Set files.max_megabytes to {given // MEGABYTE} in config.yaml.",
        )
    for name in TelegramSection.model_fields:
        if getattr(asked, name) > getattr(allowed, name):
            yield wrong(
                "limits",
                f"channels.telegram.{name} is {getattr(asked, name)}, and Telegram takes {getattr(allowed, name)}.",
                f"Set it to {getattr(allowed, name)} in config.yaml: Telegram makes who sends faster wait.",
            )
            return
    if most <= given:
        yield fine("limits", f"Files up to {config.files.max_megabytes} MB, {asked.per_second} messages a second.")
