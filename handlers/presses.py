"""What a press carries: numbers, a day. Buttons can be forged: whatever else it is, is refused."""

from datetime import date

from bot.errors import Refused

DIGITS = 9  # more than any id of ours has


def number(arguments: list[str]) -> int:
    """Return the one number a press carries. Raises Refused for anything else."""
    (found,) = numbers(arguments, 1)
    return found


def numbers(arguments: list[str], count: int) -> list[int]:
    """Return the numbers a press carries. Raises Refused for anything else."""
    if len(arguments) != count or not all(_is_number(one) for one in arguments):
        raise Refused("gone")
    return [int(one) for one in arguments]


def number_and_day(arguments: list[str]) -> tuple[int, date]:
    """Return a number and a day (local) that a press carries. Raises Refused for anything else."""
    found, day = numbers(arguments, 2)
    try:
        return found, date.fromisoformat(str(day))
    except ValueError:
        raise Refused("gone") from None


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= DIGITS
