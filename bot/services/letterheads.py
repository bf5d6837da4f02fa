"""The letterhead of an agency's documents, by Decree 30/2020/NĐ-CP, Annex I, as far as its name tells."""

import re

from bot.config import Config
from bot.documents.report_data import Letterhead

COMMITTEE, SHORT_COMMITTEE = "Ủy ban nhân dân", "UBND"
_COMMITTEE = re.compile(r"(?:[UỦ][yỷ] ban nhân dân|UBND)\b", re.IGNORECASE)
_UNIT = re.compile(r"(?:tỉnh|thành phố|tp\.?|quận|huyện|thị xã|tx\.?|xã|phường|thị trấn|đặc khu)\s+", re.IGNORECASE)


def letterhead(agency: str, config: Config) -> Letterhead:
    """Return who issues the agency's documents.

    Above a department stands the province's People's Committee, in short; a People's Committee has nobody above it. The
    place is the bare name of the unit it governs, else that of the province.
    """
    organisation = config.organisation
    name = organisation.full(agency)
    leaders = organisation.agencies[organisation.leaders].name
    province = config.province.name
    committee = _COMMITTEE.match(name)
    if committee is None:
        above = _COMMITTEE.sub(SHORT_COMMITTEE, _of_province(leaders, province), count=1)
        return Letterhead(superior=above, issuer=name, place=_place(province))
    if agency == organisation.leaders:
        issuer = _COMMITTEE.sub(COMMITTEE, _of_province(name, province), count=1)
        return Letterhead(superior=None, issuer=issuer, place=_place(province))
    return Letterhead(superior=None, issuer=name, place=_place(name[committee.end() :].strip()) or _place(province))


def _of_province(leaders: str, province: str) -> str:
    """Ủy ban nhân dân tỉnh, Tỉnh Hà Tĩnh → Ủy ban nhân dân tỉnh Hà Tĩnh"""
    unit = _UNIT.match(province)
    if unit and leaders.casefold().endswith(unit[0].strip().casefold()):
        return f"{leaders}{province[unit.end() - 1 :]}"
    return leaders


def _place(unit: str) -> str:
    """Return the bare name of a unit: Tỉnh Hà Tĩnh → Hà Tĩnh; one without a name of its own stays as it is."""
    bare = _UNIT.sub("", unit, count=1) if _UNIT.match(unit) else unit
    return bare if bare[:1].isupper() else unit
