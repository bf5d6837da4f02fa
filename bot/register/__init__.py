"""The duty register as its files tell it, and how it differs from what is stored."""

from bot.register.diff import DirectiveChange, DutyChange, FieldChange, RegisterDiff, diff
from bot.register.files import load_directives, load_province

__all__ = [
    "DirectiveChange",
    "DutyChange",
    "FieldChange",
    "RegisterDiff",
    "diff",
    "load_directives",
    "load_province",
]
