"""What must be seen nowhere: the bot's token, and the user and password in an address."""

import re

SECRET = re.compile(r"[0-9]{5,}:[A-Za-z0-9_-]{20,}|(?<=//)[^/\s@]+(?=@)")


def redacted(text: str) -> str:
    """Return ``text`` without any of them."""
    return SECRET.sub("…", text)
