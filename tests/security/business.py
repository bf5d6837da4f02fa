"""One agency in the middle of its work, for others to be curious about."""

from datetime import date

from handlers.router import CHOICES
from tests.security.fort import ICT, LAN, OTHER_HEAD, Fort

THEIRS = "so-y-te"
DAY = "20090401"
SECRETS = ("Bí mật", "Cấp hộp thư", "Nguyễn Thị Lan", "Trần Văn Minh", "Lê Hà")
"""Words that stand in their business and nowhere else."""

Presses = dict[str, str]
"""What each button carries, by its action."""


async def go_about(fort: Fort) -> Presses:
    """Let one agency be in the middle of its work; return what each button carries that is about its business."""
    ids, lan = await fort.ids(THEIRS), await fort.contact(LAN)
    assert lan is not None
    other = (await fort.contact(OTHER_HEAD) or lan).id
    await fort.press(LAN, f"done:{ids['portal']}")
    await fort.say(LAN, "Bí mật: đã nghiệm thu")
    await fort.press(LAN, f"stuck:{ids['email']}")
    await fort.say(LAN, "Bí mật: thiếu kinh phí")
    fort.later(minutes=1)
    await fort.press(LAN, f"extend:{ids['lan']}")
    await fort.say(LAN, "15/4")
    await fort.press(LAN, f"until:{ids['lan']}:20090415")
    await fort.say(LAN, "Bí mật: chờ vốn")
    await fort.say(LAN, "/huy")
    async with fort.house.store.work() as work:
        await work.reports.add([
            {"period": "2009-Y", "agency": THEIRS, "state": "draft", "revision": 1, "due": date(2009, 12, 16),
             "opened_at": work.now, "handled_until": work.now, "next_at": None, "remarks": "Bí mật: nhận xét"}
        ])  # fmt: skip
        (report,) = await work.reports.of_agency(THEIRS)
        (ticket,) = await work.tickets.all_open()
        extension = await work.extensions.pending(ids["lan"])
        await work.commit()
    assert extension is not None
    await fort.press(ICT, f"for:{THEIRS}")
    (code,) = await fort.codes()
    fort.later(minutes=1)
    duty, person, asked, period = f"{ids['lan']}", f"{lan.id}", f"{extension.id}", report.period
    plain = {
        **dict.fromkeys(("accept", "return"), f"{ids['portal']}"),
        **dict.fromkeys(
            ("about", "claim", "close", "decide", "escalate", "papers", "reopen", "ticket"), f"{ticket.id}"
        ),
        **dict.fromkeys(("done", "extend", "files", "hand", "history", "later", "less", "more", "offday"), duty),
        **dict.fromkeys(("open", "skip", "stuck", "working"), duty),
        **dict.fromkeys(("grant", "propose", "refuse", "take", "withdraw"), asked),
        **dict.fromkeys(("approve", "giveback", "receive", "report", "send", "walk"), f"{report.id}"),
        **dict.fromkeys(("consolidate",), period),
        **dict.fromkeys(("expel", "expelled", "present", "seen"), person),
        **dict.fromkeys(("at", "folk", "for", "to"), THEIRS),
        **{"apply": "1", "drop": "1", "proposal": "1:1"},
        **dict.fromkeys(("cancel", "enough", "give", "noted", "quit", "stay", "undated"), ""),
        **dict.fromkeys(("found", "lacking", "list", "people", "who"), "1"),
        **{"as": "officer", "whole": "department", "rewrite": "text", "lang": "vi", "unvite": code.id},
        **{"deputy": f"{person}:{other}:{DAY}", "whom": f"{person}:{DAY}", "holder": f"{duty}:{person}"},
        **{"figure": f"{ids['email']}:50", "kind": f"{duty}:funding", "off": f"{duty}:{DAY}", "until": f"{duty}:{DAY}"},
        **{"offer": f"{asked}:20090410", "received": f"{period}:1"},
        **dict.fromkeys(("each", "keepall", "omitall"), f"{report.id}:0"),
        **dict.fromkeys(("keep", "omit", "reword"), f"{report.id}:{duty}"),
        **dict.fromkeys(("none", "write"), f"{report.id}:remarks"),
        **{"paper": f"{report.id}:docx", "wholepaper": f"{period}:docx"},
    }
    assert set(plain) == set(CHOICES)
    return {name: f"{name}:{data}".rstrip(":") for name, data in plain.items()}
