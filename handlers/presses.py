"""What a press carries."""

from bot.errors import Refused

DIGITS = 9  # more than any id of ours has


def number(arguments: list[str]) -> int:
    """Return the one number a press carries. Raises Refused for anything else: buttons can be forged."""
    if len(arguments) == 1 and arguments[0].isascii() and arguments[0].isdigit() and len(arguments[0]) <= DIGITS:
        return int(arguments[0])
    raise Refused("gone")
