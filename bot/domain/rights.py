"""Who may do what: one table, asked on every action."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    OFFICER = "officer"
    HEAD = "head"
    ICT = "ict"
    LEADER = "leader"
    ADMIN = "admin"


class Action(StrEnum):
    SEE_DUTY = "see_duty"
    WORK_ON_DUTY = "work_on_duty"
    HAND_OVER = "hand_over"
    NAME_DEPUTY = "name_deputy"
    VERIFY = "verify"
    REPORT_OBSTACLE = "report_obstacle"
    ANSWER_OBSTACLE = "answer_obstacle"
    DECIDE = "decide"
    ASK_EXTENSION = "ask_extension"
    GRANT_EXTENSION = "grant_extension"
    GIVE_DUTY = "give_duty"
    FILL_REPORT = "fill_report"
    APPROVE_REPORT = "approve_report"
    RECEIVE_REPORT = "receive_report"
    SEE_PROVINCE = "see_province"
    SEE_PEOPLE = "see_people"
    INVITE_OFFICER = "invite_officer"
    INVITE_OTHERS = "invite_others"
    REMOVE_PERSON = "remove_person"
    REMOVE_OTHERS = "remove_others"
    CHANGE_SETUP = "change_setup"


class Scope(StrEnum):
    """``OWN``: only what belongs to one's own agency; ``OTHERS``: all but that: nobody judges their own work."""

    OWN = "own"
    OTHERS = "others"
    ALL = "all"


_OF_THE_AGENCY = {Role.OFFICER: Scope.OWN, Role.HEAD: Scope.OWN, Role.ICT: Scope.OWN}

TABLE: dict[Action, dict[Role, Scope]] = {
    Action.SEE_DUTY: {
        Role.OFFICER: Scope.OWN,
        Role.HEAD: Scope.OWN,
        Role.ICT: Scope.ALL,
        Role.LEADER: Scope.ALL,
        Role.ADMIN: Scope.ALL,
    },
    Action.WORK_ON_DUTY: _OF_THE_AGENCY,
    Action.HAND_OVER: {Role.OFFICER: Scope.OWN, Role.HEAD: Scope.OWN},
    Action.NAME_DEPUTY: {Role.OFFICER: Scope.OWN, Role.HEAD: Scope.OWN},
    Action.VERIFY: {Role.ICT: Scope.OTHERS},
    Action.REPORT_OBSTACLE: _OF_THE_AGENCY,
    Action.ANSWER_OBSTACLE: {Role.ICT: Scope.ALL},
    Action.DECIDE: {Role.LEADER: Scope.ALL},
    Action.ASK_EXTENSION: _OF_THE_AGENCY,
    Action.GRANT_EXTENSION: {Role.ICT: Scope.OTHERS, Role.LEADER: Scope.ALL},
    Action.GIVE_DUTY: {Role.HEAD: Scope.OWN, Role.ICT: Scope.ALL, Role.LEADER: Scope.ALL},
    Action.FILL_REPORT: _OF_THE_AGENCY,
    Action.APPROVE_REPORT: {Role.HEAD: Scope.OWN},
    Action.RECEIVE_REPORT: {Role.ICT: Scope.ALL, Role.LEADER: Scope.ALL},
    Action.SEE_PROVINCE: {Role.ICT: Scope.ALL, Role.LEADER: Scope.ALL, Role.ADMIN: Scope.ALL},
    Action.SEE_PEOPLE: {
        Role.HEAD: Scope.OWN,
        Role.ICT: Scope.ALL,
        Role.LEADER: Scope.ALL,
        Role.ADMIN: Scope.ALL,
    },
    Action.INVITE_OFFICER: {Role.ICT: Scope.ALL, Role.ADMIN: Scope.ALL},
    Action.INVITE_OTHERS: {Role.ADMIN: Scope.ALL},
    Action.REMOVE_PERSON: {Role.ICT: Scope.ALL, Role.ADMIN: Scope.ALL},
    Action.REMOVE_OTHERS: {Role.ADMIN: Scope.ALL},
    Action.CHANGE_SETUP: {Role.ADMIN: Scope.ALL},
}


def inviting(role: Role) -> Action:
    """Return the right that it takes to invite somebody in ``role``."""
    return Action.INVITE_OFFICER if role is Role.OFFICER else Action.INVITE_OTHERS


def removing(role: Role) -> Action:
    """Return the right that it takes to remove somebody who has ``role``."""
    return Action.REMOVE_PERSON if role in (Role.OFFICER, Role.HEAD) else Action.REMOVE_OTHERS


@dataclass(frozen=True, kw_only=True)
class Actor:
    """Who acts, as far as rights go."""

    role: Role
    agency: str


def may(actor: Actor, action: Action, agency: str) -> bool:
    """Tell whether ``actor`` may do ``action`` on something that belongs to ``agency``."""
    scope = TABLE[action].get(actor.role)
    own = actor.agency == agency
    return scope is Scope.ALL or scope is (Scope.OWN if own else Scope.OTHERS)
