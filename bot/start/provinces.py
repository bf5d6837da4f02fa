"""The 34 provinces and centrally-run cities there are since 1 July 2025 (Resolution 202/2025/QH15), found by name."""

import re
from dataclasses import dataclass
from difflib import get_close_matches

from bot.words import fold

CITIES = ("Hà Nội", "Huế", "Hải Phòng", "Đà Nẵng", "Hồ Chí Minh", "Cần Thơ")
PROVINCES = (
    *("An Giang", "Bắc Ninh", "Cà Mau", "Cao Bằng", "Điện Biên", "Đắk Lắk", "Đồng Nai", "Đồng Tháp", "Gia Lai"),
    *("Hà Tĩnh", "Hưng Yên", "Khánh Hòa", "Lai Châu", "Lạng Sơn", "Lào Cai", "Lâm Đồng", "Nghệ An", "Ninh Bình"),
    *("Phú Thọ", "Quảng Ngãi", "Quảng Ninh", "Quảng Trị", "Sơn La", "Tây Ninh", "Thái Nguyên", "Thanh Hóa"),
    *("Tuyên Quang", "Vĩnh Long"),
)
JOINED = {
    "Đà Nẵng": ("Quảng Nam",),
    "Hải Phòng": ("Hải Dương",),
    "Hồ Chí Minh": ("Bình Dương", "Bà Rịa - Vũng Tàu"),
    "Cần Thơ": ("Hậu Giang", "Sóc Trăng"),
    "An Giang": ("Kiên Giang",),
    "Bắc Ninh": ("Bắc Giang",),
    "Cà Mau": ("Bạc Liêu",),
    "Đắk Lắk": ("Phú Yên",),
    "Đồng Nai": ("Bình Phước",),
    "Đồng Tháp": ("Tiền Giang",),
    "Gia Lai": ("Bình Định",),
    "Hưng Yên": ("Thái Bình",),
    "Khánh Hòa": ("Ninh Thuận",),
    "Lào Cai": ("Yên Bái",),
    "Lâm Đồng": ("Bình Thuận", "Đắk Nông"),
    "Ninh Bình": ("Hà Nam", "Nam Định"),
    "Phú Thọ": ("Hòa Bình", "Vĩnh Phúc"),
    "Quảng Ngãi": ("Kon Tum",),
    "Quảng Trị": ("Quảng Bình",),
    "Tây Ninh": ("Long An",),
    "Thái Nguyên": ("Bắc Kạn",),
    "Tuyên Quang": ("Hà Giang",),
    "Vĩnh Long": ("Bến Tre", "Trà Vinh"),
}
"""Which provinces of before became part of one of today's."""
OTHER_NAMES = {"hcm": "Hồ Chí Minh", "thuathienhue": "Huế"}
_LEVEL = re.compile(r"^(?:tinh|thanh pho|tp)(?:\.\s*|\s+|(?=hcm))")


@dataclass(frozen=True, kw_only=True)
class Place:
    """A province, or a centrally-run city."""

    name: str
    city: bool

    @property
    def level(self) -> str:
        """What its bodies are called after: ``tỉnh`` or ``thành phố``."""
        return "thành phố" if self.city else "tỉnh"

    @property
    def full(self) -> str:
        """Its name at the beginning of a line: ``Tỉnh Hà Tĩnh``."""
        return f"{self.level.capitalize()} {self.name}"

    @property
    def spoken(self) -> str:
        """Its name in a sentence: ``tỉnh Hà Tĩnh``; Hồ Chí Minh City is always written with a capital."""
        return self.full if self.name == "Hồ Chí Minh" else f"{self.level} {self.name}"


PLACES = (*(Place(name=name, city=True) for name in CITIES), *(Place(name=name, city=False) for name in PROVINCES))


class NoSuchPlace(Exception):
    """No province has this name today.

    ``now`` is the one that the named province is part of, ``close`` what may have been meant.
    """

    def __init__(self, name: str, *, now: Place | None = None, close: Place | None = None) -> None:
        self.name = name
        self.now = now
        self.close = close
        super().__init__(name)


def find(text: str) -> Place:
    """Return the place that ``text`` names, with or without diacritics and "tỉnh" before it. Raises NoSuchPlace."""
    wanted = _key(text)
    by_key = {_key(place.name): place for place in PLACES}
    by_key |= {other: by_key[_key(name)] for other, name in OTHER_NAMES.items()}
    if wanted in by_key:
        return by_key[wanted]
    for name, before in JOINED.items():
        for one in before:
            if wanted == _key(one):
                raise NoSuchPlace(one, now=by_key[_key(name)])
    close = get_close_matches(wanted, by_key, n=1)
    raise NoSuchPlace(text, close=by_key[close[0]] if close else None)


def _key(name: str) -> str:
    """Return what a name is compared by: letters only, for "Đắk Lắk" is written "Daklak" too."""
    return "".join(filter(str.isalpha, _LEVEL.sub("", fold(name))))
