"""How long to wait before another try. Pure: chance is passed in."""

from datetime import timedelta

FIRST_WAIT = timedelta(seconds=2)
LONGEST_WAIT = timedelta(minutes=15)
MOST_DOUBLINGS = 20


def backoff(
    failures: int, *, jitter: float = 1.0, first: timedelta = FIRST_WAIT, longest: timedelta = LONGEST_WAIT
) -> timedelta:
    """Return how long to wait after so many failures in a row: ``first``, doubled each time, at most ``longest``.

    ``jitter`` (0.0 to 1.0) takes up to half of it off, so that what failed together does not come back together.
    """
    doublings = min(max(failures - 1, 0), MOST_DOUBLINGS)
    return min(first * (1 << doublings), longest) * (0.5 + jitter / 2)
