"""How the Bot API says no: ``{"ok": false, "error_code": …, "description": …, "parameters": …}``."""

from typing import Any

Json = dict[str, Any]


class Refusal(Exception):
    """A request that Telegram would refuse, with its error code, its words and its parameters.

    With a ``page`` it is not Telegram that answers but a server before it, in HTML.
    """

    def __init__(self, code: int, description: str, parameters: Json | None = None, *, page: str | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters
        self.page = page

    def as_json(self) -> Json:
        """Return the body of the answer."""
        body: Json = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters:
            body["parameters"] = self.parameters
        return body


def bad(words: str) -> Refusal:
    """Return a 400; the words follow ``Bad Request:``."""
    return Refusal(400, f"Bad Request: {words}")


def forbidden(words: str) -> Refusal:
    """Return a 403; the words follow ``Forbidden:``."""
    return Refusal(403, f"Forbidden: {words}")


def conflict(words: str) -> Refusal:
    """Return a 409; the words follow ``Conflict:``."""
    return Refusal(409, f"Conflict: {words}")


def too_many(retry_after: int) -> Refusal:
    """Return a 429 that asks to wait ``retry_after`` whole seconds."""
    return Refusal(429, f"Too Many Requests: retry after {retry_after}", {"retry_after": retry_after})
