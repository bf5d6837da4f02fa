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
    REPORT_OBSTACLE = "report_obstacle"
    ANSWER_OBSTACLE = "answer_obstacle"
    FILL_REPORT = "fill_report"
    SEE_PROVINCE = "see_province"
    INVITE = "invite"


class Scope(StrEnum):
    """``OWN``: only what belongs to one's own agency."""

    OWN = "own"
    ALL = "all"


TABLE: dict[Action, dict[Role, Scope]] = {
    Action.SEE_DUTY: {
        Role.OFFICER: Scope.OWN,
        Role.HEAD: Scope.OWN,
        Role.ICT: Scope.ALL,
        Role.LEADER: Scope.ALL,
        Role.ADMIN: Scope.ALL,
    },
    Action.WORK_ON_DUTY: {Role.OFFICER: Scope.OWN, Role.HEAD: Scope.OWN, Role.ICT: Scope.OWN},
    Action.REPORT_OBSTACLE: {Role.OFFICER: Scope.OWN, Role.HEAD: Scope.OWN, Role.ICT: Scope.OWN},
    Action.ANSWER_OBSTACLE: {Role.ICT: Scope.ALL},
    Action.FILL_REPORT: {Role.OFFICER: Scope.OWN, Role.HEAD: Scope.OWN, Role.ICT: Scope.OWN},
    Action.SEE_PROVINCE: {Role.ICT: Scope.ALL, Role.LEADER: Scope.ALL, Role.ADMIN: Scope.ALL},
    Action.INVITE: {Role.ICT: Scope.ALL, Role.ADMIN: Scope.ALL},
}


@dataclass(frozen=True, kw_only=True)
class Actor:
    """Who acts, as far as rights go."""

    role: Role
    agency: str


def may(actor: Actor, action: Action, agency: str) -> bool:
    """Tell whether ``actor`` may do ``action`` on something that belongs to ``agency``."""
    scope = TABLE[action].get(actor.role)
    return scope is Scope.ALL or (scope is Scope.OWN and actor.agency == agency)
