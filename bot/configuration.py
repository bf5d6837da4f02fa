"""The province's config while the bot runs: as it is now, and how it is read anew. All of it counts, or nothing."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.config import Config
from bot.domain.duties import Directive
from bot.errors import SetupError
from bot.register.files import load_province


@dataclass(frozen=True, kw_only=True)
class Reloaded:
    """What was read: the config with the directive files, and which sections of config.yaml are others than before."""

    config: Config
    directives: tuple[Directive, ...]
    changed: tuple[str, ...]


class Configuration:
    """Holds the config. Calling it returns the one that counts at this moment."""

    def __init__(self, config: Config, path: Path | None = None) -> None:
        """``path`` is config.yaml's (None: it cannot be read anew)."""
        self._config = config
        self._path = path
        self._listeners: list[Callable[[], None]] = []

    def __call__(self) -> Config:
        return self._config

    async def reload(self) -> Reloaded:
        """Read config.yaml and the directive files anew; from now on they count.

        Raises SourceError with every problem, and then nothing changes; SetupError if there is no file to read.
        """
        if self._path is None:
            raise SetupError("This bot was not started with a config.yaml.")
        config, directives = await asyncio.to_thread(load_province, self._path)
        before, self._config = self._config, config
        for listener in self._listeners:
            listener()
        changed = (name for name in Config.model_fields if getattr(before, name) != getattr(config, name))
        return Reloaded(config=config, directives=directives, changed=tuple(changed))

    def heed(self, listener: Callable[[], None]) -> None:
        """Call ``listener`` whenever another config counts."""
        self._listeners.append(listener)

    @contextmanager
    def heeded(self, listener: Callable[[], None]) -> Iterator[None]:
        """Call ``listener`` whenever another config counts, as long as this lasts."""
        self.heed(listener)
        try:
            yield
        finally:
            self._listeners.remove(listener)
