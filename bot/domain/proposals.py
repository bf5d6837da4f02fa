"""A difference of the register that waits for an administrator."""

from enum import StrEnum


class ProposalState(StrEnum):
    """open → applied | dropped by an administrator | outdated by a newer one."""

    OPEN = "open"
    APPLIED = "applied"
    DROPPED = "dropped"
    OUTDATED = "outdated"
