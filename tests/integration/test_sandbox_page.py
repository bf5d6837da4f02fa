"""The page's API: seats, chats, files, presses, the clock, troubles, events."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest

from bot.clock import SimulatedClock
from sandbox.server import SandboxServer
from sandbox.stage import Amount, Upcoming
from sandbox.world import World
from tests.integration.conftest import MONDAY, client
from tests.integration.test_sandbox_messages import keyboard, png


@dataclass
class SmallStage:
    """A province where every turn is an hour, as long as the test wants it to take."""

    clock: SimulatedClock
    province: str = "Tỉnh thử"
    zone: str = "Asia/Ho_Chi_Minh"
    turning: asyncio.Event = field(default_factory=asyncio.Event)
    go_on: asyncio.Event = field(default_factory=asyncio.Event)

    def now(self) -> datetime:
        return self.clock.now()

    async def turn(self, amount: Amount) -> None:
        self.turning.set()
        await self.go_on.wait()
        self.clock.move_to(self.clock.now() + timedelta(hours=1))

    async def turn_until(self, moment: datetime) -> None:
        self.clock.move_to(moment)

    async def upcoming(self, limit: int) -> list[Upcoming]:
        return [Upcoming(at=MONDAY + timedelta(days=1), kind="reminder", what_vi="Nhắc việc", what_en="Reminder")]


@dataclass
class Page:
    server: SandboxServer
    http: httpx.AsyncClient
    stage: SmallStage

    @property
    def world(self) -> World:
        return self.server.world

    async def get(self, path: str) -> Any:
        answer = await self.http.get(path)
        assert answer.status_code == 200, answer.text
        return answer.json()


@pytest.fixture
async def page() -> AsyncIterator[Page]:
    clock = SimulatedClock(MONDAY)
    stage = SmallStage(clock)
    world = World(clock)
    async with SandboxServer(world, stage=stage) as server, httpx.AsyncClient(base_url=server.base_url) as http:
        lan, minh = world.add_person("Nguyễn Thị Lan"), world.add_person("Trần Văn Minh")
        group = world.add_group("Sở TT&TT", [lan, minh], forum=True)
        world.seat(lan, "Nguyễn Thị Lan", "Cán bộ – Sở Y tế", "officer", featured=True)
        world.seat(group, "Sở TT&TT", "Nhóm CNTT", "ict")
        server.people.start(lan)
        yield Page(server, http, stage)


LAN = 500_000_001


async def test_it_introduces_itself(page: Page) -> None:
    async with client(page.server) as bot:
        await bot.set_my_commands([("viec", "Việc của tôi")], language_code="vi")

    assert await page.get("/api/session") == {
        "province": "Tỉnh thử",
        "now": "2009-01-05T01:00:00Z",
        "zone": "Asia/Ho_Chi_Minh",
        "bot": {"id": 7_000_000_001, "username": "NhacViecBot", "name": "Nhắc Việc"},
        "commands": [{"command": "viec", "description": "Việc của tôi"}],
        "can_turn_clock": True,
    }


async def test_it_lists_the_seats(page: Page) -> None:
    group = page.world.seats["2"].chat
    topic = page.world.add_topic(group, "Khó khăn")
    async with client(page.server) as bot:
        await bot.send_message(LAN, "<b>Chào</b>\nchị", parse_mode="HTML")

    private, grouped = await page.get("/api/seats")

    assert private == {
        "id": "1",
        "chat": LAN,
        "kind": "private",
        "title": "Nguyễn Thị Lan",
        "subtitle": "Cán bộ – Sở Y tế",
        "role": "officer",
        "speakers": [{"id": LAN, "name": "Nguyễn Thị Lan"}],
        "unread": 1,
        "last": {"text": "Chào chị", "at": "2009-01-05T01:00:00Z"},
        "featured": True,
        "topics": None,
        "blocked": False,
    }
    assert grouped["topics"] == [{"id": topic.id, "name": "Khó khăn"}]
    assert [one["name"] for one in grouped["speakers"]] == ["Nguyễn Thị Lan", "Trần Văn Minh"]
    assert (await page.http.post(f"/api/chats/{LAN}/read")).status_code == 204
    assert (await page.get("/api/seats"))[0]["unread"] == 0


async def test_it_shows_a_chat_and_lets_people_write(page: Page) -> None:
    async with client(page.server) as bot:
        sent = await bot.send_message(LAN, "a & <b>b</b>\nc", parse_mode="HTML", reply_markup=keyboard("Xong"))
    answer = await page.http.post(
        f"/api/chats/{LAN}/messages", json={"as": LAN, "text": "<i>vâng</i>", "reply_to": sent.message_id}
    )

    assert answer.status_code == 201
    assert answer.json()["html"] == "&lt;i&gt;vâng&lt;/i&gt;"
    assert answer.json()["reply_to"] == {"id": sent.message_id, "name": "Nhắc Việc", "text": "a & b c"}
    shown = await page.get(f"/api/chats/{LAN}/messages?limit=2")
    assert shown["more"] is True
    assert [one["id"] for one in shown["messages"]] == [sent.message_id, answer.json()["id"]]
    assert shown["messages"][0] == {
        "id": sent.message_id,
        "chat": LAN,
        "from": {"id": 7_000_000_001, "name": "Nhắc Việc", "bot": True},
        "at": "2009-01-05T01:00:00Z",
        "edited_at": None,
        "html": "a &amp; <b>b</b><br>c",
        "text": "a & b\nc",
        "reply_to": None,
        "topic": None,
        "buttons": [[{"text": "Xong", "data": "do:Xong", "url": None}]],
        "force_reply": False,
        "asked": None,
        "placeholder": None,
        "silent": False,
        "file": None,
        "album": None,
        "service": None,
        "reaction": None,
        "deleted": False,
    }
    older = await page.get(f"/api/chats/{LAN}/messages?before={sent.message_id}")
    assert [one["text"] for one in older["messages"]] == ["/start"]
    assert older["more"] is False


@pytest.mark.parametrize(
    ("chat", "body", "code", "words"),
    [
        (LAN, {"as": LAN, "text": " "}, 400, "an empty message cannot be sent"),
        (LAN, {"as": LAN + 1, "text": "x"}, 400, "this is not the private chat of Trần Văn Minh"),
        (LAN, {"as": 5, "text": "x"}, 404, "no such person"),
        (5, {"as": LAN, "text": "x"}, 404, "no such chat"),
        (LAN, [], 400, "a JSON object is expected"),
    ],
)
async def test_it_says_why_somebody_cannot_write(page: Page, chat: int, body: Any, code: int, words: str) -> None:
    answer = await page.http.post(f"/api/chats/{chat}/messages", json=body)

    assert (answer.status_code, answer.json()) == (code, {"error": words})


async def test_it_carries_files_and_never_lets_them_run(page: Page) -> None:
    photo = await page.http.post(
        f"/api/chats/{LAN}/files",
        data={"as": str(LAN), "photo": "1", "caption": "đây"},
        files={"file": ("ảnh.png", png(), "image/png")},
    )
    document = await page.http.post(
        f"/api/chats/{LAN}/files", data={"as": str(LAN)}, files={"file": ("a.html", b"<script>", "text/html")}
    )

    assert photo.status_code == document.status_code == 201
    assert photo.json()["file"]["picture"] is True
    shown = await page.http.get(photo.json()["file"]["url"])
    assert (shown.content, shown.headers["content-type"]) == (png(), "image/png")
    assert document.json()["file"] | {"url": ""} == {
        "name": "a.html",
        "size": 8,
        "mime": "text/html",
        "url": "",
        "picture": False,
    }
    saved = await page.http.get(document.json()["file"]["url"])
    assert saved.headers["content-type"] == "application/octet-stream"
    assert saved.headers["content-disposition"] == "attachment"


async def test_it_carries_albums(page: Page) -> None:
    pictures = [("file", (f"{number}.png", png(), "image/png")) for number in (1, 2)]
    sent = await page.http.post(
        f"/api/chats/{LAN}/albums", data={"as": str(LAN), "photo": "1", "caption": "hai ảnh"}, files=pictures
    )
    alone = await page.http.post(f"/api/chats/{LAN}/albums", data={"as": str(LAN)}, files=pictures[:1])

    assert sent.status_code == 201
    first, second = sent.json()
    assert (first["album"], first["text"], second["text"]) == (second["album"], "hai ảnh", "")
    assert [one["file"]["picture"] for one in (first, second)] == [True, True]
    assert (alone.status_code, alone.json()) == (400, {"error": "an album has 2 to 10 files"})
    nothing = await page.http.post(f"/api/chats/{LAN}/files", data={"as": str(LAN)})
    assert (nothing.status_code, nothing.json()) == (400, {"error": "there is no file"})


async def test_it_shows_one_topic_alone(page: Page) -> None:
    group, lan = page.world.seats["2"].chat, page.world.persons[LAN]
    topics = [page.world.add_topic(group, name) for name in ("VM-2009-0001", "VM-2009-0002")]
    for topic in topics:
        page.server.people.say(lan, group, f"về {topic.name}", topic=topic.id)
    page.server.people.say(lan, group, "chung", topic=1)

    shown = await page.get(f"/api/chats/{group.id}/messages?topic={topics[1].id}")

    assert [one["text"] for one in shown["messages"]] == ["", "về VM-2009-0002"]
    assert {one["topic"] for one in shown["messages"]} == {topics[1].id}
    everything = await page.get(f"/api/chats/{group.id}/messages")
    assert everything["messages"][-1] | {"topic": None} == everything["messages"][-1]


async def test_it_brings_the_bots_answer_to_a_press(page: Page) -> None:
    async with client(page.server) as bot:
        sent = await bot.send_message(LAN, "Xong chưa?", reply_markup=keyboard("Xong"))
        press = asyncio.create_task(
            page.http.post(f"/api/chats/{LAN}/press", json={"as": LAN, "message": sent.message_id, "data": "do:Xong"})
        )
        updates = await bot.get_updates(timeout=5, allowed_updates=["callback_query"])
        while not (query := updates[-1].callback_query):
            updates = await bot.get_updates(offset=updates[-1].update_id + 1, timeout=5)
        await query.answer("Đã ghi")

    assert (await press).json() == {"text": "Đã ghi", "alert": False, "answered": True}


async def test_it_blocks_and_migrates(page: Page) -> None:
    group = page.world.add_group("Lãnh đạo", [page.world.persons[LAN]])
    blocked = {"name": "blocked", "chat": LAN, "on": False}

    assert (await page.http.post(f"/api/chats/{LAN}/block", json={"as": LAN, "blocked": True})).status_code == 204
    assert page.world.persons[LAN].blocked
    assert (await page.http.post("/api/faults", json=blocked)).status_code == 200
    assert not page.world.persons[LAN].blocked
    assert (await page.http.post("/api/faults", json={"name": "migrate", "chat": group.id})).status_code == 200
    assert group.migrated_to is not None
    assert (await page.http.post("/api/faults", json={"name": "no such"})).status_code == 404


async def test_it_switches_troubles(page: Page) -> None:
    assert [one["name"] for one in await page.get("/api/faults")] == [
        "too_many_requests",
        "server_error",
        "slow",
        "timeout",
        "file_gone",
    ]
    answer = await page.http.post("/api/faults", json={"name": "slow", "on": True, "value": 3})

    assert answer.json()[2] == {
        "name": "slow",
        "on": True,
        "value": 3.0,
        "label": {"vi": "Máy chủ chậm … giây", "en": "Slow server, seconds"},
    }


async def test_it_turns_the_clock_once_at_a_time(page: Page) -> None:
    turn = asyncio.create_task(page.http.post("/api/clock", json={"turn": "hour"}))
    await page.stage.turning.wait()
    assert (await page.get("/api/clock"))["turning"] is True
    busy = await page.http.post("/api/clock", json={"turn": "day"})
    page.stage.go_on.set()

    assert busy.status_code == 409
    assert (await turn).json() == {
        "now": "2009-01-05T02:00:00Z",
        "local": {"date": "2009-01-05", "time": "09:00", "weekday": 0},
        "upcoming": [
            {
                "at": "2009-01-06T01:00:00Z",
                "local": "2009-01-06T08:00",
                "kind": "reminder",
                "what": {"vi": "Nhắc việc", "en": "Reminder"},
            }
        ],
        "turning": False,
    }
    until = await page.http.post("/api/clock", json={"until": "2009-01-07T08:00"})
    assert until.json()["now"] == "2009-01-07T01:00:00Z"
    assert (await page.http.post("/api/clock", json={"turn": "century"})).status_code == 400


async def test_it_stops_in_the_middle_of_everything(page: Page, caplog: pytest.LogCaptureFixture) -> None:
    async with client(page.server) as bot:
        sent = await bot.send_message(LAN, "Xong chưa?", reply_markup=keyboard("Xong"))
    body = {"as": LAN, "message": sent.message_id, "data": "do:Xong"}
    press = asyncio.create_task(page.http.post(f"/api/chats/{LAN}/press", json=body))
    turn = asyncio.create_task(page.http.post("/api/clock", json={"turn": "day"}))
    await page.stage.turning.wait()

    await page.server.stop()

    assert (await press).json() == {"text": None, "alert": False, "answered": False}
    assert (await turn).status_code == 503
    assert [one.message for one in caplog.records if one.name.startswith("uvicorn")] == []


async def test_it_tells_what_happens_as_it_happens(page: Page) -> None:
    told: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    async def follow() -> None:
        async with page.http.stream("GET", "/api/events", timeout=None) as stream:
            assert stream.headers["content-type"].startswith("text/event-stream")
            async for line in stream.aiter_lines():
                if line.startswith(":"):
                    told.put_nowait({"type": "open"})
                elif line.startswith("data: "):
                    told.put_nowait(json.loads(line.removeprefix("data: ")))

    following = asyncio.create_task(follow())
    async with asyncio.timeout(5):
        assert (await told.get())["type"] == "open"
        message = page.server.people.say(page.world.persons[LAN], LAN, "sai")
        page.server.people.edit(page.world.persons[LAN], LAN, message.id, "sửa")
        page.world.add_person("Mới")
        events = [await told.get() for _ in range(3)]
        await page.server.stop()
        await following

    assert [(one["type"], one.get("message", {}).get("html")) for one in events] == [
        ("message", "sai"),
        ("edited", "sửa"),
        ("seats", None),
    ]


async def test_it_serves_its_own_machine_only(page: Page) -> None:
    other_host = await page.http.get("/api/session", headers={"host": "evil.example"})
    other_site = await page.http.post(
        f"/api/chats/{LAN}/messages", json={"as": LAN, "text": "x"}, headers={"origin": "http://evil.example"}
    )

    assert other_host.status_code == other_site.status_code == 403
    assert (await page.http.get("/page/../server.py")).status_code == 404
    assert (await page.http.get("/page/%2e%2e/server.py")).status_code == 404


async def test_it_shows_no_clock_without_a_stage() -> None:
    async with (
        SandboxServer(World(SimulatedClock(MONDAY))) as server,
        httpx.AsyncClient(base_url=server.base_url) as http,
    ):
        session = (await http.get("/api/session")).json()
        turned = await http.post("/api/clock", json={"turn": "day"})

    assert session["can_turn_clock"] is False
    assert (turned.status_code, turned.json()) == (400, {"error": "this clock cannot be turned"})
