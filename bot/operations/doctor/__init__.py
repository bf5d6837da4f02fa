"""``nhacviec doctor``: what is wrong with a set-up, and how to mend it. It looks, and changes nothing."""

from bot.operations.doctor.findings import Finding, State
from bot.operations.doctor.visit import examine

__all__ = ["Finding", "State", "examine"]
