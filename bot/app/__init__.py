"""The composition root: builds everything once and passes it in. The only room that knows all the others."""

from bot.app.house import House, build
from bot.app.live import run
from bot.app.retrying import retry
from bot.app.stage import Scene, demo, rehearse

__all__ = ["House", "Scene", "build", "demo", "rehearse", "retry", "run"]
