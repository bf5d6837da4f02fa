"""Write the table of rights into docs/reference/rights.md, from bot/domain/rights.py.

    .venv/bin/python docs/make_rights.py

A test holds the page against the table.
"""

from pathlib import Path

from bot.domain.rights import TABLE, Role, Scope

PAGE = Path(__file__).parent / "reference" / "rights.md"
BEGIN, END = "<!-- rights: begin -->\n", "<!-- rights: end -->"
SCOPES = {Scope.OWN: "own agency", Scope.OTHERS: "all but their own", Scope.ALL: "all", None: "–"}


def table() -> str:
    """Return the table of rights: a row an action, a column a role."""
    rows = [
        "| " + " | ".join([f"`{action}`", *(SCOPES[given.get(role)] for role in Role)]) + " |"
        for action, given in TABLE.items()
    ]
    head = "| " + " | ".join(["right", *(str(role) for role in Role)]) + " |"
    return "\n".join([head, "|---" * (len(Role) + 1) + "|", *rows]) + "\n"


def page(text: str) -> str:
    """Return the page with the table as it is now."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}{table()}{END}{after}"


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
