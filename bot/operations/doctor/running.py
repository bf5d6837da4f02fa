"""The bot that runs beside: what it says of itself, where it listens."""

import httpx

from bot.operations.doctor.findings import Finding, fine, note, wrong
from bot.settings import LISTEN, Listening

SECONDS = 5.0
HERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - where to ask a bot that listens everywhere
WELL, UNWELL = 200, 503


async def bot(listening: Listening) -> Finding:
    """Ask ``/healthz`` of the bot that listens there."""
    host = HERE.get(listening.host, listening.host)
    place = f"[{host}]:{listening.port}" if ":" in host else f"{host}:{listening.port}"
    try:
        async with httpx.AsyncClient(timeout=SECONDS, trust_env=False) as client:
            answer = await client.get(f"http://{place}/healthz")
        if answer.status_code not in (WELL, UNWELL):
            raise ValueError("not the bot")
        told = answer.json()
        role, problems = str(told["role"]), [str(one) for one in told["problems"]]
    except httpx.HTTPError:
        return note("bot", f"It does not run: nobody answers at {place}.", "Start it: nhacviec run")
    except (ValueError, KeyError, TypeError):
        return wrong("bot", f"Another program answers at {place}.", f"Give the bot another address: {LISTEN}.")
    if problems:
        return wrong("bot", f"It runs, and is unwell: {'; '.join(problems)}.", "See what it logs.")
    return fine("bot", f"It runs, as {role}.")
