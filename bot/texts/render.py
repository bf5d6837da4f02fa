"""Say a message in a language: Jinja2 templates, autoescaped, StrictUndefined; short phrases from phrases.yaml."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from bot.texts.messages import Message

LANGUAGES = ("vi", "en")
FOLDER = Path(__file__).parent


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
        phrases = yaml.safe_load((FOLDER / language / "phrases.yaml").read_text(encoding="utf-8"))
        self._escaped = _environment(language, autoescape=True)
        plain = _environment(language, autoescape=False)
        for environment in (self._escaped, plain):
            environment.filters["day"] = self._day
            environment.filters["number"] = self._number
            environment.filters["period"] = self._period
        self._plain: dict[str, Template] = {key: plain.from_string(text) for key, text in _flat(phrases).items()}
        self._escaped_phrases = {key: self._escaped.from_string(text) for key, text in _flat(phrases).items()}
        self._escaped.globals["phrase"] = self._phrase
        plain.globals["phrase"] = lambda key, **facts: self.plain(key, facts)

    def render(self, message: Message) -> str:
        context = {field.name: getattr(message, field.name) for field in fields(message)}
        text = self._escaped.get_template(f"{message.template}.j2").render(context)
        return _tidy(text)

    def plain(self, key: str, facts: Mapping[str, object]) -> str:
        return self._plain[key].render(facts).strip()

    def _phrase(self, key: str, **facts: object) -> Markup:
        # each part was escaped by its own environment
        return Markup(self._escaped_phrases[key].render(facts).strip())  # noqa: S704

    def _day(self, day: date) -> str:
        """17/03/2009 (thứ Ba)"""
        weekday = self.plain(f"weekday.{day.weekday()}", {})
        return self.plain("day", {"day": f"{day:%d/%m/%Y}", "weekday": weekday})

    def _number(self, value: Decimal) -> str:
        text = f"{value.normalize():f}"
        return text.replace(".", self.plain("decimal_mark", {}))

    def _period(self, period: str) -> str:
        """2009-H1 → 6 tháng đầu năm 2009"""
        year, _, part = period.partition("-")
        return self.plain(f"period.{part}", {"year": year})


def _environment(language: str, *, autoescape: bool) -> Environment:
    # S701: button labels and toasts are plain text for the messenger, which escapes nothing and needs nothing escaped
    return Environment(
        loader=FileSystemLoader(FOLDER / language),
        autoescape=autoescape,  # noqa: S701
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


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
