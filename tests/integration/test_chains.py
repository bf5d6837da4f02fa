"""The reporting chains of the five real texts, in all four forms: who receives, who consolidates, whom it leads to."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest

from bot.clock import SimulatedClock
from bot.domain.people import ContactKind
from bot.domain.rights import Role
from bot.register.files import load_province
from bot.services.period_report import period_report
from bot.services.period_sources import read_sources
from bot.services.reporting import Reporting
from bot.services.sync import Sync
from bot.storage.work import Store

ROOT = Path(__file__).parents[2]
UBND, ICT, OFFICE = "Ủy ban nhân dân tỉnh", "Sở Thông tin và Truyền thông", "Văn phòng Ủy ban nhân dân tỉnh"
COMMITTEE = "Ban Chỉ đạo công nghệ thông tin tỉnh"
POST = "Sở Bưu chính, Viễn thông"  # which was the ICT department in 2007


@dataclass(frozen=True, kw_only=True)
class Chain:
    """A province with its chain, as people and as documents have it.

    ``receive``: the agencies that get the agencies' reports; ``agency``: whom one of them writes to, through whom;
    ``issuer``: who consolidates; ``to``: whom that goes to; ``told``: the agency whose people get it in chat.
    """

    config: str
    receive: set[str]
    agency: tuple[str, str | None]
    issuer: str
    to: str
    told: str


CHAINS = {
    "straight to the People's Committee": Chain(
        config="examples/vinh-long/config.yaml", receive={"ubnd-tinh"}, agency=(f"{UBND} Vĩnh Long", None),
        issuer=OFFICE, to=f"{UBND} Vĩnh Long", told="ubnd-tinh",
    ),
    "through the ICT department": Chain(
        config="config.yaml", receive={"stttt"}, agency=(UBND, ICT), issuer=ICT, to=UBND, told="ubnd-tinh",
    ),
    "consolidated by the Office": Chain(
        config="examples/ha-tinh/config.yaml", receive={"so-bcvt", "vp-ubnd"}, agency=(f"{UBND} Hà Tĩnh", POST),
        issuer=OFFICE, to=f"{UBND} Hà Tĩnh", told="ubnd-tinh",
    ),
    "to the committee through its standing body": Chain(
        config="examples/hoa-binh/config.yaml", receive={"stttt", "bcd-cntt"}, agency=(COMMITTEE, ICT),
        issuer=COMMITTEE, to=f"{UBND} Hòa Bình", told="ubnd-tinh",
    ),
    "none named: the default": Chain(
        config="examples/quang-ninh/config.yaml", receive={"ubnd-tinh"}, agency=(f"{UBND} Quảng Ninh", None),
        issuer=ICT, to=f"{UBND} Quảng Ninh", told="ubnd-tinh",
    ),
}  # fmt: skip


@pytest.mark.parametrize("form", CHAINS)
async def test_every_link_gets_its_document_at_its_step(form: str, tmp_path: Path) -> None:
    chain = CHAINS[form]
    config, directives = load_province(ROOT / chain.config)
    clock = SimulatedClock(datetime.combine(config.province.starts_on, time(8), tzinfo=config.zone))
    store = Store(f"sqlite:///{tmp_path}/chains.db", clock)
    await store.start()
    period = config.reporting_calendar.half_of(config.province.starts_on + timedelta(days=200))
    async with store.work() as work:
        await Sync(work, config).apply(directives, actor="test")
        for number, agency in enumerate(
            sorted({*chain.receive, "ubnd-tinh", "bcd-cntt"} & {*config.organisation.agencies})
        ):
            await work.contacts.enrol(
                kind=ContactKind.PERSON, channel="memory", chat=str(number), name=agency, agency=agency,
                role=Role.LEADER if agency == config.organisation.leaders else Role.OFFICER, language="vi", forum=False,
                now=work.now,
            )  # fmt: skip
        await work.commit()
    clock.move_to(config.calendar.at(period.opens_on, time(9)))
    async with store.work() as work:
        assert period.id in await Reporting(work, config).open_periods()
        await work.commit()
    async with store.look() as work:
        reporting = Reporting(work, config)
        receive = await reporting.receivers(period)
        told = {contact.agency for contact in await reporting.addressees(period)}
        boards = {one.args["period"] for one in await work.outbox.list() if one.view == "board"}
        writing = [one.agency for one in await work.reports.of_period(period.id) if one.agency not in chain.receive]
        own = period_report(await read_sources(work, config, period, writing[-1]), config)
        whole = period_report(await read_sources(work, config, period), config)
    await store.stop()
    assert receive == chain.receive
    assert told == {chain.told}
    assert period.id in boards
    assert [(one.name, one.through) for one in own.to] == [chain.agency]
    assert whole.letterhead.issuer == chain.issuer
    assert [(one.name, one.through) for one in whole.to] == [(chain.to, None)]
