"""Who there is in a province since the reform of 2025: no districts, fewer and larger departments.

Departments: Decree 45/2025/NĐ-CP. Ten are the same everywhere; others are found in some provinces only.
"""

from dataclasses import dataclass

from bot.start.provinces import Place

ICT = "so-khcn"


@dataclass(frozen=True, kw_only=True)
class Body:
    """An agency as config.yaml lists it."""

    id: str
    name: str
    short: str


EVERYWHERE = (
    Body(id=ICT, name="Sở Khoa học và Công nghệ", short="Sở KH&CN"),
    Body(id="so-noi-vu", name="Sở Nội vụ", short="Sở Nội vụ"),
    Body(id="so-tu-phap", name="Sở Tư pháp", short="Sở Tư pháp"),
    Body(id="so-tai-chinh", name="Sở Tài chính", short="Sở Tài chính"),
    Body(id="so-cong-thuong", name="Sở Công Thương", short="Sở Công Thương"),
    Body(id="so-nnmt", name="Sở Nông nghiệp và Môi trường", short="Sở NN&MT"),
    Body(id="so-xay-dung", name="Sở Xây dựng", short="Sở Xây dựng"),
    Body(id="so-vhttdl", name="Sở Văn hóa, Thể thao và Du lịch", short="Sở VHTT&DL"),
    Body(id="so-gddt", name="Sở Giáo dục và Đào tạo", short="Sở GD&ĐT"),
    Body(id="so-y-te", name="Sở Y tế", short="Sở Y tế"),
)
OFTEN = (
    Body(id="so-ngoai-vu", name="Sở Ngoại vụ", short="Sở Ngoại vụ"),
    Body(id="so-dttg", name="Sở Dân tộc và Tôn giáo", short="Sở DT&TG"),
    Body(id="ban-qlkkt", name="Ban Quản lý khu kinh tế, khu công nghiệp", short="BQL KKT, KCN"),
)
RARELY = (
    Body(id="so-du-lich", name="Sở Du lịch", short="Sở Du lịch"),
    Body(id="so-qhkt", name="Sở Quy hoạch - Kiến trúc", short="Sở QH-KT"),
)
EXAMPLES = (
    Body(id="xa-vi-du", name="Ủy ban nhân dân xã Ví Dụ", short="UBND xã Ví Dụ"),
    Body(id="phuong-vi-du", name="Ủy ban nhân dân phường Ví Dụ", short="UBND phường Ví Dụ"),
)
"""Communes that nobody has: they show where the real ones go."""


def leaders(place: Place) -> Body:
    """Return the People's Committee."""
    name, short = f"Ủy ban nhân dân {place.spoken}", f"UBND {place.level}"
    return Body(id="ubnd-thanh-pho" if place.city else "ubnd-tinh", name=name, short=short)


def office(place: Place) -> Body:
    """Return the People's Committee's Office."""
    return Body(id="vp-ubnd", name=f"Văn phòng Ủy ban nhân dân {place.spoken}", short="VP UBND")


def inspectorate(place: Place) -> Body:
    return Body(id="thanh-tra", name=f"Thanh tra {place.level}", short=f"Thanh tra {place.level}")
