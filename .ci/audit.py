"""Hold every locked package against the known vulnerabilities, with pip-audit.

Where no advisory service is reached (a mirror has none), pip-audit calls what it could not look up "skipped" and ends
well. That would be a clean bill of health that nobody wrote: here it is said plainly. Ends with 1 only for findings.

    .venv/bin/python .ci/audit.py
"""

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

LOCK = Path(__file__).parents[1] / "requirements-dev.lock"
SECONDS = "15"
LONGEST = 600  # seconds for all of them
PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)


def ask(requirements: str) -> list[dict[str, Any]] | None:
    """Return what pip-audit says of each package; None if it reached nobody."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "requirements.txt"
        path.write_text(requirements, encoding="utf-8")
        command = [sys.executable, "-m", "pip_audit", "--requirement", str(path), "--no-deps", "--disable-pip"]
        command += ["--format", "json", "--progress-spinner", "off", "--timeout", SECONDS]
        try:
            done = subprocess.run(  # noqa: S603 - our own interpreter and arguments
                command, capture_output=True, text=True, timeout=LONGEST, check=False
            )
        except subprocess.TimeoutExpired:
            return None
    if not done.stdout.strip():
        print(done.stderr.strip().splitlines()[-1:] or "pip-audit said nothing", file=sys.stderr)
        return None
    found: list[dict[str, Any]] = json.loads(done.stdout)["dependencies"]
    return None if all("skip_reason" in one for one in found) else found


def main() -> int:
    """Ask about one package first: where that is not answered, the others are not either."""
    pins = [f"{name}=={version}" for name, version in PINNED.findall(LOCK.read_text(encoding="utf-8"))]
    found = ask("\n".join(pins) + "\n") if ask(f"{pins[0]}\n") is not None else None
    if found is None:
        print("NOT AUDITED: no advisory service is reached from here. Nothing is known of the locked packages.")
        return 0
    bad = [one for one in found if one.get("vulns")]
    for one in bad:
        for flaw in one["vulns"]:
            mended = ", ".join(flaw["fix_versions"]) or "nothing yet"
            print(f"{one['name']} {one['version']}: {flaw['id']}, mended in {mended}")
    skipped = [one["name"] for one in found if "skip_reason" in one]
    print(f"{len(found) - len(skipped)} packages audited, {len(bad)} with known vulnerabilities.")
    if skipped:
        print(f"Not audited: {', '.join(skipped)}.")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
