"""Say a message in a language: Jinja2 templates, autoescaped, StrictUndefined; short phrases from phrases.yaml."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml
from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from bot.texts.messages import Message

LANGUAGES = ("vi", "en")
FOLDER = Path(__file__).parent
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # as safe as the other, and nine times as fast


class Texts:
    """All texts in all languages, compiled once."""

    def __init__(self) -> None:
        self._languages = {language: _Language(language) for language in LANGUAGES}

    def render(self, message: Message, language: str) -> str:
        """Return the message as HTML (the tags a messenger knows)."""
        return self._languages[language].render(message)

    def label(self, key: str, language: str, facts: Mapping[str, object] | None = None) -> str:
        """Return a short phrase as plain text, for buttons and toasts."""
        return self._languages[language].plain(key, facts or {})


class _Language:
    def __init__(self, language: str) -> None:
        phrases = _flat(_phrases(language))
        self._fixed = {key: text.removesuffix("\n") for key, text in phrases.items() if "{" not in text}
        self._html = self._environment(language, phrases, autoescape=True)
        self._plain = self._environment(language, phrases, autoescape=False)

    def render(self, message: Message) -> str:
        context = {field.name: getattr(message, field.name) for field in fields(message)}
        return _tidy(self._html.get_template(f"{message.template}.j2").render(context))

    def plain(self, key: str, facts: Mapping[str, object]) -> str:
        return self._phrase(self._plain, key, facts)

    def _phrase(self, environment: Environment, key: str, facts: Mapping[str, object]) -> str:
        """Say a phrase; most are the same whatever they are given, and need no template."""
        fixed = self._fixed.get(key)
        return environment.get_template(key).render(facts) if fixed is None else fixed

    def _environment(self, language: str, phrases: Mapping[str, str], *, autoescape: bool) -> Environment:
        # S701: button labels and toasts are plain text for the messenger: nothing in them needs to be escaped
        environment = Environment(
            loader=FunctionLoader(lambda name: _source(language, phrases, name)),
            autoescape=autoescape,  # noqa: S701
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            cache_size=-1,  # each is compiled once, when it is first said
        )
        environment.filters.update(day=self._day, number=self._number, period=self._period)
        # what a phrase is given is escaped as it is put in
        mark = Markup if autoescape else str
        environment.globals["phrase"] = lambda key, **facts: mark(self._phrase(environment, key, facts))
        return environment

    def _day(self, day: date | str) -> str:
        """2009-03-17 → thứ Ba 17/03/2009; what came through JSON is a text"""
        return self.plain("day", {"day": date.fromisoformat(day) if isinstance(day, str) else day})

    def _number(self, value: Decimal) -> str:
        """1250.50 → 1.250,5"""
        marks = self.plain("marks.thousands", {}) + self.plain("marks.decimal", {})
        return f"{value.normalize():,f}".translate(str.maketrans(",.", marks))

    def _period(self, period: str) -> str:
        """2009-H1 → 6 tháng đầu năm 2009"""
        year, _, part = period.partition("-")
        return self.plain(f"period.{part}", {"year": year})


def _phrases(language: str) -> dict[str, Any]:
    text = (FOLDER / language / "phrases.yaml").read_text(encoding="utf-8")
    found: dict[str, Any] = yaml.load(text, Loader=LOADER)  # noqa: S506 - a safe loader under another name
    return found


def _source(language: str, phrases: Mapping[str, str], name: str) -> str | None:
    """Return the text of a template: a file, or a phrase by its key."""
    if name in phrases:
        return phrases[name]
    path = FOLDER / language / name
    return path.read_text(encoding="utf-8") if path.is_file() else None


def _flat(phrases: Mapping[str, Any], prefix: str = "") -> dict[str, str]:
    flat: dict[str, str] = {}
    for key, value in phrases.items():
        if isinstance(value, Mapping):
            flat |= _flat(value, f"{prefix}{key}.")
        else:
            flat[f"{prefix}{key}"] = value
    return flat


def _tidy(text: str) -> str:
    """Leave no blank line at either end and never two in a row, whatever a template's conditions left behind."""
    lines: list[str] = []
    for line in (line.rstrip() for line in text.strip().splitlines()):
        if line or (lines and lines[-1]):
            lines.append(line)
    return "\n".join(lines)
