"""One composer a view: from the state of this moment to a message with its buttons."""

from bot.services.screens.asking import ask, ask_obstacle, ask_progress, ask_result, put_off, read_back
from bot.services.screens.completion import draft, file, verdict, verify
from bot.services.screens.deadlines import deadlines
from bot.services.screens.duties import duties, duty, found
from bot.services.screens.extensions import extension, extension_answer
from bot.services.screens.general import alarm, announcement, help_page, language, removed, said_page, welcome
from bot.services.screens.handing import absence, deputy, hand_over, handed, leave, unreachable
from bot.services.screens.history import history
from bot.services.screens.morning import morning
from bot.services.screens.people import agency, directory, expel, farewell, group_check, invitation, invite
from bot.services.screens.reports import ask_section, board, paper, plot, received, report, walk
from bot.services.screens.setup import config_refused, config_reloaded, proposal, restructured
from bot.services.screens.tasks import given, task
from bot.services.screens.tickets import escalation, ticket, ticket_opened, ticket_word, waiting, which_ticket
from bot.services.views import Composer

COMPOSERS: dict[str, Composer] = {
    "absence": absence,
    "agency": agency,
    "alarm": alarm,
    "announcement": announcement,
    "ask": ask,
    "ask_obstacle": ask_obstacle,
    "ask_progress": ask_progress,
    "ask_result": ask_result,
    "ask_section": ask_section,
    "board": board,
    "config_refused": config_refused,
    "config_reloaded": config_reloaded,
    "deadlines": deadlines,
    "deputy": deputy,
    "directory": directory,
    "draft": draft,
    "duties": duties,
    "duty": duty,
    "escalation": escalation,
    "expel": expel,
    "extension": extension,
    "extension_answer": extension_answer,
    "farewell": farewell,
    "file": file,
    "found": found,
    "given": given,
    "group_check": group_check,
    "hand_over": hand_over,
    "handed": handed,
    "help": help_page,
    "history": history,
    "invitation": invitation,
    "invite": invite,
    "language": language,
    "leave": leave,
    "morning": morning,
    "paper": paper,
    "plot": plot,
    "proposal": proposal,
    "put_off": put_off,
    "read_back": read_back,
    "received": received,
    "removed": removed,
    "report": report,
    "restructured": restructured,
    "said": said_page,
    "task": task,
    "ticket": ticket,
    "ticket_opened": ticket_opened,
    "ticket_word": ticket_word,
    "unreachable": unreachable,
    "verdict": verdict,
    "verify": verify,
    "waiting": waiting,
    "walk": walk,
    "welcome": welcome,
    "which_ticket": which_ticket,
}
BUNDLED = frozenset({"reminder", "nag", "silent", "digest"})
"""Views that are only ever a part of a morning's message."""
