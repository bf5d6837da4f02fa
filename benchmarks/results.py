"""What was measured is kept, case by case, so that one may be run again and the page be written anew."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pydantic import TypeAdapter

from benchmarks.plan import CASES, Measured

FOLDER = Path(__file__).parents[1] / "build" / "bench"


@dataclass(frozen=True, kw_only=True)
class Result:
    """A case as it was measured on a ``day`` (UTC), in so many ``seconds``; ``full``: in its long form."""

    measured: Measured
    day: date
    seconds: float
    full: bool


AS_JSON = TypeAdapter(Result)


def keep(case: str, result: Result, folder: Path = FOLDER) -> None:
    """Keep what was measured of a case; what was kept of it before goes."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{case}.json").write_bytes(AS_JSON.dump_json(result, indent=1))


def kept(folder: Path = FOLDER) -> dict[str, Result]:
    """Return what was kept, in the order of the cases."""
    files = {case: folder / f"{case}.json" for case in CASES}
    return {case: AS_JSON.validate_json(file.read_bytes()) for case, file in files.items() if file.exists()}
