"""Every message the bot sends: what it needs to be said. Its template has the class's ``template`` name.

Days are local dates; texts come from people and are escaped by the templates.
"""

from bot.texts.messages.asking import (
    Ask,
    AskObstacle,
    AskProgress,
    AskRemarks,
    AskResult,
    PutOff,
    ReadBack,
    WhichTicket,
)
from bot.texts.messages.base import Message, Said
from bot.texts.messages.completion import Draft, ExtensionPage, Verdict, Verify
from bot.texts.messages.duties import (
    Absence,
    Deputy,
    DutyList,
    DutyPage,
    FileCard,
    Found,
    Given,
    Handed,
    HandOver,
    History,
    HistoryLine,
    Leave,
    TaskDraft,
)
from bot.texts.messages.general import Announcement, Help, LanguageChoice, Removed, Welcome
from bot.texts.messages.lines import (
    Counts,
    DeadlineLine,
    DutyLine,
    FigureLine,
    FileLine,
    NoteLine,
    ReportLine,
    TargetLine,
    TicketLine,
)
from bot.texts.messages.mornings import AgencyScore, DirectiveGroup, HeadDigest, Morning, OverdueGroup, ProvinceDigest
from bot.texts.messages.reports import Board, ReportPage
from bot.texts.messages.tickets import TicketOpened, TicketPage, TicketWord, Waiting

__all__ = [
    "Absence",
    "AgencyScore",
    "Announcement",
    "Ask",
    "AskObstacle",
    "AskProgress",
    "AskRemarks",
    "AskResult",
    "Board",
    "Counts",
    "DeadlineLine",
    "Deputy",
    "DirectiveGroup",
    "Draft",
    "DutyLine",
    "DutyList",
    "DutyPage",
    "ExtensionPage",
    "FigureLine",
    "FileCard",
    "FileLine",
    "Found",
    "Given",
    "HandOver",
    "Handed",
    "HeadDigest",
    "Help",
    "History",
    "HistoryLine",
    "LanguageChoice",
    "Leave",
    "Message",
    "Morning",
    "NoteLine",
    "OverdueGroup",
    "ProvinceDigest",
    "PutOff",
    "ReadBack",
    "Removed",
    "ReportLine",
    "ReportPage",
    "Said",
    "TargetLine",
    "TaskDraft",
    "TicketLine",
    "TicketOpened",
    "TicketPage",
    "TicketWord",
    "Verdict",
    "Verify",
    "Waiting",
    "Welcome",
    "WhichTicket",
]
