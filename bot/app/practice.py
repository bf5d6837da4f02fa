"""The sandbox alone, on the machine's own clock: a stand-in for the messenger to practise the real set-up against."""

from collections.abc import Callable

from bot.app.running import until_stopped
from bot.app.stage import listening
from bot.clock import SystemClock
from bot.rehearsal import name_of
from sandbox.server import SandboxServer
from sandbox.world import World

MEMBERS = 2  # of the group, from among the people


async def practise(*, port: int, people: int, ready: Callable[[str, str], None]) -> None:
    """Stand in for the messenger until a signal comes; ``ready`` is called with the address and the bot's token.

    There are so many ``people`` who do not know the bot yet, and a group with topics; limits are kept as Telegram keeps
    them. Raises SetupError if the port is taken.
    """
    world = World(SystemClock(), enforce_rates=True)
    known = [world.add_person(name_of(number)) for number in range(people)]
    for person in known:
        world.seat(person, person.name, featured=True)
    group = world.add_group("Tổ chuyển đổi số", known[:MEMBERS], forum=True)
    world.seat(group, group.title, featured=True)
    async with listening(SandboxServer(world, port=port), port) as server:
        ready(server.base_url, world.token)
        await until_stopped()
