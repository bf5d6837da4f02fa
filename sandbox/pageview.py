"""The page's JSON: messages, seats, the clock, as the contract of the page has them."""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from sandbox.model import Message, Seat
from sandbox.refusals import Json
from sandbox.stage import Stage, Upcoming

QUOTED = 120  # characters


def message_view(message: Message, *, deleted: bool = False) -> Json:
    """Return a message as people see it; ``html`` is safe, with ``<br>`` for new lines."""
    markup = message.asks or {}
    return {
        "id": message.id,
        "chat": message.chat,
        "from": {"id": message.sender.id, "name": message.sender.name, "bot": message.sender.is_bot},
        "at": _utc(message.at),
        "edited_at": _utc(message.edited_at) if message.edited_at else None,
        "html": message.html.replace("\n", "<br>"),
        "text": message.text,
        "reply_to": _quoted(message),
        "topic": message.topic,
        "buttons": [[{"text": one.text, "data": one.data, "url": one.url} for one in row] for row in message.buttons],
        "force_reply": message.force_reply,
        "asked": None if message.asked is None else sorted(message.asked),
        "placeholder": markup.get("input_field_placeholder"),
        "silent": message.silent,
        "file": _file(message),
        "album": message.album,
        "service": message.service,
        "reaction": message.reaction,
        "deleted": deleted,
    }


def seat_view(seat: Seat) -> Json:
    """Return who can be played in a chat, and what was last said there."""
    chat = seat.chat
    last = chat.messages[next(reversed(chat.messages))] if chat.messages else None
    topics = [one for one in chat.topics.values() if not one.deleted]
    return {
        "id": seat.id,
        "chat": chat.id,
        "kind": "private" if chat.private else "group",
        "title": seat.title,
        "subtitle": seat.subtitle,
        "role": seat.role,
        "speakers": [{"id": one.id, "name": one.name} for one in seat.speakers],
        "unread": chat.unread,
        "last": {"text": _summary(last.data, last.service), "at": _utc(last.at)} if last else None,
        "featured": seat.featured,
        "topics": [{"id": one.id, "name": one.name} for one in topics] if chat.forum else None,
        "blocked": bool(chat.person and chat.person.blocked),
    }


def clock_view(stage: Stage | None, now: datetime, zone: ZoneInfo, upcoming: list[Upcoming], turning: bool) -> Json:
    """Return the clock as the page shows it: UTC and the province's own time."""
    moment = stage.now() if stage else now
    local = moment.astimezone(zone)
    return {
        "now": _utc(moment),
        "local": {"date": local.date().isoformat(), "time": f"{local:%H:%M}", "weekday": local.weekday()},
        "upcoming": [
            {
                "at": _utc(one.at),
                "local": f"{one.at.astimezone(zone):%Y-%m-%dT%H:%M}",
                "kind": one.kind,
                "what": {"vi": one.what_vi, "en": one.what_en},
            }
            for one in upcoming
        ],
        "turning": turning,
    }


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _quoted(message: Message) -> Json | None:
    replied: dict[str, Any] | None = message.data.get("reply_to_message")
    if replied is None or replied["message_id"] == message.topic:
        return None
    return {"id": replied["message_id"], "name": replied["from"]["first_name"], "text": _summary(replied)}


def _summary(data: Json, service: str | None = None) -> str:
    """Return one line for a message: what it says, else the name of its file."""
    text = data.get("text") or data.get("caption")
    if text:
        return " ".join(str(text).split())[:QUOTED]
    if "document" in data:
        return f"📎 {data['document']['file_name']}"
    if "photo" in data:
        return "🖼 Ảnh"
    if "sticker" in data:
        return str(data["sticker"]["emoji"])
    return service or ""


def _file(message: Message) -> Json | None:
    file = message.file
    if file is None:
        return None
    return {
        "name": file.name,
        "size": file.size,
        "mime": file.mime,
        "url": f"/api/files/{file.id}/{quote(file.name, safe='')}",
        "picture": bool(file.width),
    }
