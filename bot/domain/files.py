"""Files that people hand in: fetched from the messenger once, then kept on disk under a name of ours."""

from enum import StrEnum


class FileState(StrEnum):
    """waiting (to be fetched) → kept | lost (the messenger has it no more, or it is not what was announced).

    ``removed``: it was kept for as long as config says; that there was one stays on record.
    """

    WAITING = "waiting"
    KEPT = "kept"
    LOST = "lost"
    REMOVED = "removed"
