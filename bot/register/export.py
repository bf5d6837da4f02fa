"""A directive as a directive file: what ``files.load_directives`` reads back to the same duties."""

from typing import Any

import yaml

from bot.domain.duties import Directive, Duty, ReportingChain


def directive_yaml(directive: Directive) -> str:
    """Return a directive and its duties in the form of a directive file."""
    about = {
        "id": directive.id,
        "number": directive.number,
        "kind": directive.kind,
        "issuer": directive.issuer,
        "issued_on": directive.issued_on,
        "in_force_from": directive.in_force_from,
        "in_force_until": directive.in_force_until,
        "title": directive.title,
    }
    document = {
        "directive": about,
        "reporting": _reporting(directive.reporting),
        "duties": [_duty(duty) for duty in directive.duties],
    }
    return yaml.safe_dump(document, allow_unicode=True, sort_keys=False, width=120)


def _reporting(chain: ReportingChain | None) -> Any:
    if chain is None:
        return "none"
    said = {"every": [str(every) for every in chain.every], "to": chain.to}
    return said | _given({"through": chain.through, "consolidated_by": chain.consolidated_by})


def _duty(duty: Duty) -> dict[str, Any]:
    said: dict[str, Any] = {
        "id": duty.id,
        "clause": duty.clause,
        "title": duty.title,
        "lead": list(duty.lead),
        "coordinating": list(duty.coordinating) or None,
        "due": str(duty.anchor) if duty.anchor else duty.due,
        "every": str(duty.every) if duty.every else None,
        "from": duty.starts,
        "until": duty.ends,
        "ongoing": True if duty.due is None and duty.every is None else None,
        "target": _target(duty),
        "deliverable": duty.deliverable,
        "submit_to": duty.submit_to,
        "verify": "ict" if duty.verify else None,
        "note": duty.note,
    }
    return _given(said)


def _target(duty: Duty) -> dict[str, Any] | None:
    if duty.target is None:
        return None
    value = duty.target.value
    number = int(value) if value == value.to_integral_value() else float(value)
    return {"metric": duty.target.metric, "unit": duty.target.unit, "value": number, "at_least": duty.target.at_least}


def _given(said: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in said.items() if value is not None}
