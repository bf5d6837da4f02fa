"""The laws between the rooms of the house."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

HOUSE = Path(__file__).parents[2]
DOMAIN = sorted((HOUSE / "bot" / "domain").glob("*.py"))


def test_no_room_imports_what_it_must_not_know(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(HOUSE)
    assert lint_imports(no_cache=True) == 0, capsys.readouterr().out


def imports(path: Path) -> Iterator[str]:
    """Yield every module that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield f"{'.' * node.level}{node.module or ''}"


@pytest.mark.parametrize("path", DOMAIN, ids=lambda path: path.name)
def test_the_domain_imports_the_standard_library_and_itself_only(path: Path) -> None:
    foreign = [
        name
        for name in imports(path)
        if name.partition(".")[0] not in sys.stdlib_module_names and not name.startswith("bot.domain.")
    ]
    assert foreign == []


@pytest.mark.parametrize("path", DOMAIN, ids=lambda path: path.name)
def test_the_domain_never_asks_what_time_it_is(path: Path) -> None:
    asked = {"now", "utcnow", "today"}
    calls = (node.func for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call))
    named = [call.attr for call in calls if isinstance(call, ast.Attribute) and call.attr in asked]
    assert named == []
    assert "time" not in imports(path)
