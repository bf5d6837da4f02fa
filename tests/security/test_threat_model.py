"""The page of the threat model, held against the tests: what it names is there, and what is here it names."""

import ast
import re
from functools import cache
from pathlib import Path

TESTS = Path(__file__).parents[1]
PAGE = (TESTS.parent / "docs" / "reference" / "threat-model.md").read_text(encoding="utf-8")
NAMED = set(re.findall(r"`([a-z]+/test_\w+\.py)::(test_\w+)`", PAGE))


@cache
def named_in(file: Path) -> frozenset[str]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    functions = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    return frozenset(one.name for one in functions if one.name.startswith("test_"))


def test_every_test_that_the_page_names_is_there() -> None:
    assert len(NAMED) > 70
    assert {(file, name) for file, name in NAMED if name not in named_in(TESTS / file)} == set()


def test_every_attack_that_is_tried_stands_on_the_page() -> None:
    here = {
        (f"security/{path.name}", name)
        for path in Path(__file__).parent.glob("test_*.py")
        for name in named_in(path)
        if path != Path(__file__)
    }
    assert here - NAMED == set()


def test_every_attack_has_a_guard_and_a_test() -> None:
    found = re.search(r"^\| attack .*?(?=^$)", PAGE, re.MULTILINE | re.DOTALL)
    assert found
    _, _, *rows = found[0].strip().splitlines()
    for row in rows:
        attack, guard, tried = (cell.strip() for cell in row.strip("|").split(" | "))
        assert attack
        assert guard
        assert "::test_" in tried, attack
