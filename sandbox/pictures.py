"""The kind and the size of a picture, read from its first bytes: enough for what Telegram tells of a photo."""

import struct

Picture = tuple[str, int, int]

JPEG_FRAMES = frozenset({*range(0xC0, 0xC4), *range(0xC5, 0xC8), *range(0xC9, 0xCC), *range(0xCD, 0xD0)})


def measure(content: bytes) -> Picture | None:
    """Return (MIME type, width, height) in pixels, or None if this is no picture known here."""
    try:
        if content.startswith(b"\x89PNG\r\n\x1a\n"):
            width, height = struct.unpack(">II", content[16:24])
            return "image/png", width, height
        if content.startswith((b"GIF87a", b"GIF89a")):
            width, height = struct.unpack("<HH", content[6:10])
            return "image/gif", width, height
        if content.startswith(b"\xff\xd8"):
            return _jpeg(content)
        if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
            return _webp(content)
    except (struct.error, IndexError):
        return None
    return None


def _jpeg(content: bytes) -> Picture | None:
    position = 2
    while position < len(content):
        marker, length = struct.unpack(">xBH", content[position : position + 4])
        if marker in JPEG_FRAMES:
            height, width = struct.unpack(">HH", content[position + 5 : position + 9])
            return "image/jpeg", width, height
        position += 2 + length
    return None


def _webp(content: bytes) -> Picture | None:
    match content[12:16]:
        case b"VP8X":
            width, height = (int.from_bytes(content[at : at + 3], "little") + 1 for at in (24, 27))
            return "image/webp", width, height
        case b"VP8 ":
            width, height = struct.unpack("<HH", content[26:30])
            return "image/webp", width & 0x3FFF, height & 0x3FFF
        case b"VP8L":
            bits = int.from_bytes(content[21:25], "little")
            return "image/webp", (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    return None
