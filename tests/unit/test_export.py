"""A directive written as a file reads back to the same duties: all that the project ships."""

import shutil
from pathlib import Path

import pytest

from bot.register.export import directive_yaml
from bot.register.files import load_province

ROOT = Path(__file__).parents[2]
PROVINCES = [ROOT / "config.yaml", *sorted((ROOT / "examples").glob("*/config.yaml"))]


@pytest.mark.parametrize("config", PROVINCES, ids=lambda path: path.parent.name)
def test_it_reads_back_what_it_wrote(config: Path, tmp_path: Path) -> None:
    _, directives = load_province(config)
    shutil.copy(config, tmp_path / "config.yaml")
    (tmp_path / "directives").mkdir()
    for directive in directives:
        path = tmp_path / "directives" / f"{directive.id}.yaml"
        path.write_text(directive_yaml(directive), encoding="utf-8")
    _, again = load_province(tmp_path / "config.yaml")
    assert {one.id: one for one in again} == {one.id: one for one in directives}
