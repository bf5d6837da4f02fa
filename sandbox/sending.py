"""The methods that write messages: sendMessage, sendPhoto, sendDocument, sendMediaGroup, copy, forward, chat action."""

from typing import Any

from sandbox import limits
from sandbox.formatting import formatted
from sandbox.markup import checked_markup
from sandbox.methods import Upload
from sandbox.model import Chat, Message, StoredFile
from sandbox.places import known_chat, reachable_chat, replied_message, topic_of
from sandbox.refusals import Json, Refusal, bad
from sandbox.world import World

PICTURE_SIDES = 10_000
PICTURE_RATIO = 20


def send_message(world: World, arguments: Json) -> Json:
    """Answer sendMessage."""
    chat = _place(world, arguments)
    content = text_content(world, arguments)
    return _post(world, chat, arguments, content).data


def send_photo(world: World, arguments: Json) -> Json:
    """Answer sendPhoto."""
    return _send_file(world, arguments, "photo")


def send_document(world: World, arguments: Json) -> Json:
    """Answer sendDocument."""
    return _send_file(world, arguments, "document")


def send_media_group(world: World, arguments: Json) -> list[Json]:
    """Answer sendMediaGroup: photos or documents, not both."""
    chat = _place(world, arguments)
    items = arguments["media"]
    fewest, most = limits.ALBUM
    if not fewest <= len(items) <= most:
        raise bad(f"media group must include {fewest}-{most} items" if items else "media group can't be empty")
    if len({item["type"] for item in items}) > 1:
        raise bad("document can't be mixed with other media types")
    contents = [media_content(world, item, arguments) for item in items]
    album = world.new_album()
    return [
        _post(world, chat, arguments, {"media_group_id": album, **content}, file).data for content, file in contents
    ]


def copy_message(world: World, arguments: Json) -> Json:
    """Answer copyMessage: the same content, perhaps with another caption, without a trace of where it came from."""
    chat = _place(world, arguments)
    source = _source(world, arguments, "message to copy not found")
    content = source.content()
    if source.service:
        raise bad("message can't be copied")
    if "caption" in arguments and source.file:
        content = {key: value for key, value in content.items() if not key.startswith("caption")}
        content.update(caption_content(world, arguments))
    copied = _post(world, chat, arguments, content, source.file)
    return {"message_id": copied.id}


def forward_message(world: World, arguments: Json) -> Json:
    """Answer forwardMessage."""
    chat = _place(world, arguments)
    source = _source(world, arguments, "message to forward not found")
    if source.service:
        raise bad("message can't be forwarded")
    return _post(world, chat, arguments, {**source.content(), "forward_origin": origin(source)}, source.file).data


def send_chat_action(world: World, arguments: Json) -> bool:
    """Answer sendChatAction."""
    chat = reachable_chat(world, arguments["chat_id"])
    topic_of(chat, arguments.get("message_thread_id"))
    if arguments["action"] not in limits.CHAT_ACTIONS:
        raise bad("wrong parameter action in request")
    return True


def origin(message: Message) -> Json:
    """Return who first wrote a forwarded message, and when."""
    known: Json | None = message.data.get("forward_origin")
    if known:
        return known
    return {"type": "user", "sender_user": message.sender.as_user(), "date": message.data["date"]}


def text_content(world: World, arguments: Json) -> Json:
    """Return the content of a text message. Raises Refusal (400) for one that is empty or too long."""
    text, entities = formatted(arguments, world.persons)
    if not text:
        raise bad("text must be non-empty")
    if len(text) > limits.TEXT:
        raise bad("message is too long")
    content: Json = {"text": text}
    if entities:
        content["entities"] = entities
    if arguments.get("link_preview_options"):
        content["link_preview_options"] = arguments["link_preview_options"]
    return content


def caption_content(world: World, arguments: Json) -> Json:
    """Return the caption of a file, if it has one. Raises Refusal (400) for one that is too long."""
    caption, entities = formatted(arguments, world.persons, "caption", "caption_entities")
    if len(caption) > limits.CAPTION:
        raise bad("message caption is too long")
    if not caption:
        return {}
    return {"caption": caption, "caption_entities": entities} if entities else {"caption": caption}


def media_content(world: World, item: Json, arguments: Json) -> tuple[Json, StoredFile]:
    """Return the content of an InputMedia and its file. Raises Refusal (400)."""
    if item["type"] not in {"photo", "document"}:
        raise bad("type of file to send mismatch")
    media: Any = item["media"]
    if media.startswith("attach://"):
        media = arguments.get("uploads", {}).get(media.removeprefix("attach://"), media)
    file = _stored(world, media, item["type"])
    return {**file.as_content(), **caption_content(world, item)}, file


def _send_file(world: World, arguments: Json, kind: str) -> Json:
    chat = _place(world, arguments)
    if not chat.bot_may_send_files:
        raise bad(f"not enough rights to send {kind}s to the chat")
    caption = caption_content(world, arguments)
    file = _stored(world, arguments[kind], kind)
    return _post(world, chat, arguments, {**file.as_content(), **caption}, file).data


def _stored(world: World, given: Upload | str, kind: str) -> StoredFile:
    """Return the file of an upload or of an id that was given out. Raises Refusal (400, 413)."""
    if isinstance(given, str):
        if given.startswith(("http://", "https://")):
            raise bad("failed to get HTTP URL content")  # the sandbox has no network
        file = world.file_for_bot(given)
        if file is None:
            raise bad("wrong file identifier/HTTP URL specified")
        if bool(file.width) != (kind == "photo"):
            raise bad("type of file to send mismatch")
        return file
    size = len(given.content)
    if size == 0:
        raise bad("file must be non-empty")
    if size > limits.UPLOAD_BYTES:
        raise Refusal(413, "Request Entity Too Large")
    if kind == "photo" and size > limits.PHOTO_BYTES:
        raise bad(f"file of size {size} bytes is too big for a photo; the maximum size is {limits.PHOTO_BYTES} bytes")
    file = world.store_file(given.name, given.content, given.mime, as_picture=kind == "photo")
    if file is None:
        raise bad("IMAGE_PROCESS_FAILED")
    if file.width and _out_of_proportion(file):
        raise bad("PHOTO_INVALID_DIMENSIONS")
    return file


def _out_of_proportion(file: StoredFile) -> bool:
    sides = sorted((file.width, file.height))
    return sum(sides) > PICTURE_SIDES or sides[0] * PICTURE_RATIO < sides[1]


def _place(world: World, arguments: Json) -> Chat:
    """Return the chat to write to, counting the message against the limits of speed. Raises Refusal (400, 403, 429)."""
    chat = reachable_chat(world, arguments["chat_id"])
    if not chat.bot_may_write:
        raise bad("not enough rights to send text messages to the chat")
    world.rates.count(chat.id, group=not chat.private)
    return chat


def _source(world: World, arguments: Json, missing: str) -> Message:
    message = known_chat(world, arguments["from_chat_id"]).messages.get(arguments["message_id"])
    if message is None:
        raise bad(missing)
    return message


def _post(world: World, chat: Chat, arguments: Json, content: Json, file: StoredFile | None = None) -> Message:
    topic = topic_of(chat, arguments.get("message_thread_id"))
    reply_to = replied_message(chat, arguments.get("reply_parameters"))
    if topic is None and reply_to is not None:
        topic = reply_to.topic  # an answer goes where the question stands
    if arguments.get("protect_content"):
        content = {**content, "has_protected_content": True}
    return world.post(
        chat,
        world.bot,
        content,
        topic=topic,
        reply_to=reply_to,
        markup=checked_markup(arguments.get("reply_markup")),
        silent=arguments.get("disable_notification", False),
        file=file,
    )
