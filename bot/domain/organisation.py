"""The province's agencies, and the selectors by which a directive names them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

ALL = "all"
KIND_PREFIX = "kind:"


@dataclass(frozen=True, kw_only=True)
class AgencyKind:
    """A kind of agency (``department``, ``district``, …); ``in_all``: ``lead: [all]`` reaches it."""

    id: str
    name: str
    in_all: bool = True


@dataclass(frozen=True, kw_only=True)
class Agency:
    """One agency: ``short`` is what fits on a button."""

    id: str
    name: str
    short: str
    kind: str


class UnknownSelector(ValueError):
    """A selector names no agency and no kind; ``selector`` is what was written."""

    def __init__(self, selector: str) -> None:
        self.selector = selector
        super().__init__(selector)


@dataclass(frozen=True, kw_only=True)
class Organisation:
    """Who there is. ``ict`` is the ICT department, ``leaders`` the People's Committee: agency ids."""

    kinds: Mapping[str, AgencyKind]
    agencies: Mapping[str, Agency]
    ict: str
    leaders: str

    def short(self, agency: str) -> str:
        """Return an agency's short name, or its id if it is not in the organisation any more."""
        known = self.agencies.get(agency)
        return known.short if known else agency

    def full(self, agency: str) -> str:
        """Return an agency's full name, or its id if it is not in the organisation any more."""
        known = self.agencies.get(agency)
        return known.name if known else agency

    def select(self, selectors: Iterable[str], exclude: Iterable[str] = ()) -> tuple[str, ...]:
        """Return the ids that ``selectors`` name, less ``exclude``, each once, in the order of the organisation.

        Raises UnknownSelector for a selector that names nothing.
        """
        chosen = {agency for selector in selectors for agency in self._expand(selector)}
        left_out = {agency for selector in exclude for agency in self._expand(selector)}
        return tuple(agency for agency in self.agencies if agency in chosen - left_out)

    def _expand(self, selector: str) -> tuple[str, ...]:
        if selector == ALL:
            return tuple(a.id for a in self.agencies.values() if self.kinds[a.kind].in_all)
        if selector.startswith(KIND_PREFIX):
            kind = selector.removeprefix(KIND_PREFIX)
            if kind not in self.kinds:
                raise UnknownSelector(selector)
            return tuple(a.id for a in self.agencies.values() if a.kind == kind)
        if selector not in self.agencies:
            raise UnknownSelector(selector)
        return (selector,)
