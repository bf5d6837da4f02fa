"""The register as it was last synced, back from the database."""

import hashlib
import json
from typing import Any

from pydantic import TypeAdapter

from bot.domain.duties import Directive, Duty, Origin
from bot.register.diff import RegisterDiff
from bot.storage.work import Work

_DIRECTIVE = TypeAdapter(Directive)
_DUTY = TypeAdapter(Duty)
_DIFFERENCE = TypeAdapter(RegisterDiff)


def difference_digest(difference: RegisterDiff) -> str:
    """Return what tells one difference from another: it is the same as long as it changes the same in the same way."""
    plain = _DIFFERENCE.dump_python(difference, mode="json")
    return hashlib.sha256(json.dumps(plain, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def directive_body(directive: Directive) -> dict[str, Any]:
    """Return what is stored of a directive: all but its duties."""
    body: dict[str, Any] = _DIRECTIVE.dump_python(directive, mode="json", exclude={"duties"})
    return body


def duty_body(duty: Duty) -> dict[str, Any]:
    """Return what is stored of a duty."""
    body: dict[str, Any] = _DUTY.dump_python(duty, mode="json")
    return body


async def stored_directives(work: Work, origin: Origin | None = None) -> list[Directive]:
    """Return the active directives with their active duties, as last synced or given (None: of both origins)."""
    return [
        _DIRECTIVE.validate_python({**body, "duties": duties}) for body, duties in await work.register.bodies(origin)
    ]
