"""What strangers may write is made harmless here, once, where an event comes in: no sink has to know of it again.

Taken out is what cannot be seen but acts on what is seen: controls, marks that turn the direction of writing, letters
without width, halves of letters, piles of accents. Markup stays, as text: templates and documents escape it.
"""

import re
import unicodedata
from dataclasses import replace

from bot.channels.base import ChoiceEvent, CommandEvent, Event, IncomingFile, TextEvent
from bot.words import tidy

LONGEST_NAME = 100  # characters; Telegram's own limits lie a little above
MOST_MARKS = 2  # accents on one letter: Vietnamese has two at the most

_HIDDEN = re.compile(
    "[\0-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)
_LINE_ENDS = re.compile("\r\n?|[\x85\u2028\u2029]")


def harmless(event: Event) -> Event:
    """Return an event whose names and texts may be shown anywhere."""
    sender = replace(event.sender, name=as_name(event.sender.name) or f"#{event.sender.id}")
    title = None if event.chat_title is None else as_name(event.chat_title)
    event = replace(event, sender=sender, chat_title=title)
    match event:
        case TextEvent():
            return replace(event, text=as_text(event.text), file=_harmless_file(event.file))
        case CommandEvent():
            return replace(event, arguments=as_text(event.arguments))
        case ChoiceEvent():
            return replace(event, data=as_text(event.data))
        case _:
            return event


def as_text(text: str) -> str:
    """Return what somebody wrote, as it was written but for what hides, turns or piles up letters."""
    return _without_piles(_HIDDEN.sub("", _LINE_ENDS.sub("\n", text)))


def as_name(text: str) -> str:
    """Return a name on one line, in letters that can be seen, not too long; "" if nothing of it can be seen."""
    seen = "".join(letter for letter in tidy(as_text(text)) if letter.isprintable())
    return seen[:LONGEST_NAME].strip()


def as_file_name(text: str) -> str:
    """Return a file's name without any folder, with its ending: a name to show, never one to open."""
    name = as_name(re.split(r"[/\\]", text)[-1][-LONGEST_NAME:])
    return name.strip(". ") and name


def _harmless_file(file: IncomingFile | None) -> IncomingFile | None:
    return None if file is None else replace(file, name=as_file_name(file.name) or file.kind.value)


def _without_piles(text: str) -> str:
    if text.isascii():
        return text
    kept: list[str] = []
    marks = 0
    for letter in text:
        marks = marks + 1 if unicodedata.category(letter) in {"Mn", "Me"} else 0
        if marks <= MOST_MARKS:
            kept.append(letter)
    return "".join(kept)
