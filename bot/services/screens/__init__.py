"""One composer a view: from the state of this moment to a message with its buttons."""

from bot.services.screens.duties import ask_obstacle, ask_result, duties, duty
from bot.services.screens.general import announcement, help_page, language, removed, said_page, welcome
from bot.services.screens.morning import morning
from bot.services.screens.reports import ask_remarks, board, report
from bot.services.screens.tickets import ticket, ticket_opened, ticket_word
from bot.services.views import Composer

COMPOSERS: dict[str, Composer] = {
    "announcement": announcement,
    "ask_obstacle": ask_obstacle,
    "ask_remarks": ask_remarks,
    "ask_result": ask_result,
    "board": board,
    "duties": duties,
    "duty": duty,
    "help": help_page,
    "language": language,
    "morning": morning,
    "removed": removed,
    "report": report,
    "said": said_page,
    "ticket": ticket,
    "ticket_opened": ticket_opened,
    "ticket_word": ticket_word,
    "welcome": welcome,
}
BUNDLED = frozenset({"reminder", "nag", "silent", "digest"})
"""Views that are only ever a part of a morning's message."""
