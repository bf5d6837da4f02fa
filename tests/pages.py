"""Documents rendered to pages by LibreOffice, as somebody sees them who opens and prints them."""

import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

SOFFICE = shutil.which("soffice")
FONT = "Tinos"  # has the widths of Times New Roman and all Vietnamese letters (Debian: fonts-croscore)
PATIENCE = 120  # seconds
_SETTING = '<prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop>'
_FONTS = "/org.openoffice.Office.Common/Font/Substitution"


def rendered(folder: Path, files: Iterable[Path], form: str = "pdf") -> list[Path]:
    """Render files in one go into ``folder``; ``form`` may name a filter of LibreOffice with its settings."""
    found = [*files]
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True, exist_ok=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_profile(), encoding="utf-8")
    home = f"-env:UserInstallation={profile.resolve().as_uri()}"
    subprocess.run(  # noqa: S603 - files of ours
        [SOFFICE or "soffice", home, "--headless", "--convert-to", form, "--outdir", folder, *found],
        check=True, capture_output=True, timeout=PATIENCE,
    )  # fmt: skip
    kind = form.partition(":")[0]
    return [folder / f"{file.stem}.{kind}" for file in found]


def _profile() -> str:
    """Return settings by which the font of the documents is always the same one, whatever is installed."""
    pair = {"Always": "true", "OnScreenOnly": "false", "ReplaceFont": "Times New Roman", "SubstituteFont": FONT}
    settings = "".join(_SETTING.format(name=name, value=value) for name, value in pair.items())
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<oor:items xmlns:oor="http://openoffice.org/2001/registry">'
        f'<item oor:path="{_FONTS}">{_SETTING.format(name="Replacement", value="true")}</item>'
        f'<item oor:path="{_FONTS}/FontPairs"><node oor:name="_0" oor:op="replace">{settings}</node></item></oor:items>'
    )
