"""Telegram counts offsets of entities in UTF-16 code units: an emoji counts two."""


def units(text: str) -> int:
    """Return the length of ``text`` in UTF-16 code units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


class Units:
    """A text that can be cut at offsets in UTF-16 code units."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._bytes = None if text.isascii() else text.encode("utf-16-le", "surrogatepass")

    def __len__(self) -> int:
        return len(self._text) if self._bytes is None else len(self._bytes) // 2

    def cut(self, start: int, end: int) -> str:
        """Return the text from ``start`` to ``end``; half an emoji is left out."""
        if self._bytes is None:
            return self._text[start:end]
        return self._bytes[2 * start : 2 * end].decode("utf-16-le", "ignore")
