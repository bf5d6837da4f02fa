"""What Telegram lets stand under a message."""

from sandbox import limits
from sandbox.html import checked_url
from sandbox.refusals import Json, bad

ACTIONS = frozenset(
    {
        "url",
        "callback_data",
        "copy_text",
        "web_app",
        "login_url",
        "switch_inline_query",
        "switch_inline_query_current_chat",
        "switch_inline_query_chosen_chat",
        "pay",
        "callback_game",
    }
)
STYLES = frozenset({"danger", "success", "primary"})


def checked_markup(markup: Json | None) -> Json | None:
    """Return the markup, None for an empty keyboard. Raises Refusal (400) for what Telegram does not take."""
    if not markup:
        return None
    if "inline_keyboard" in markup:
        rows = [row for row in markup["inline_keyboard"] if row]
        if sum(map(len, rows)) > limits.BUTTONS:
            raise bad("REPLY_MARKUP_TOO_LONG")
        return {"inline_keyboard": [[_button(one) for one in row] for row in rows]} if rows else None
    if len(markup.get("input_field_placeholder") or "") > limits.PLACEHOLDER:
        raise bad("REPLY_MARKUP_PLACEHOLDER_INVALID")
    if markup.get("keyboard") == []:
        raise bad("reply markup must be non-empty")
    return markup


def _button(button: Json) -> Json:
    if not button["text"]:
        raise bad("inline keyboard button text must be non-empty")
    actions = ACTIONS & button.keys()
    if len(actions) != 1:
        raise bad("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if "callback_data" in button:
        if not 1 <= len(button["callback_data"].encode()) <= limits.CALLBACK_DATA_BYTES:
            raise bad("BUTTON_DATA_INVALID")
    elif "url" in button:
        url = checked_url(button["url"])
        if url is None:
            raise bad(f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL")
        button = {**button, "url": url}
    elif "copy_text" in button and not 1 <= len(button["copy_text"]["text"]) <= limits.COPY_TEXT:
        raise bad("BUTTON_COPY_TEXT_INVALID")
    if "style" in button and button["style"] not in STYLES:
        raise bad("can't parse inline keyboard button: invalid button style specified")
    return button
