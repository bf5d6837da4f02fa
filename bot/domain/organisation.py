"""The province's agencies, and the selectors by which a directive names them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

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


@dataclass(frozen=True, kw_only=True)
class Former:
    """An agency that is no more: ``into`` are those that took its place, one after a merger, several after a split."""

    id: str
    name: str
    short: str
    into: tuple[str, ...]


class UnknownSelector(ValueError):
    """A selector names no agency and no kind; ``selector`` is what was written."""

    def __init__(self, selector: str) -> None:
        self.selector = selector
        super().__init__(selector)


@dataclass(frozen=True, kw_only=True)
class Organisation:
    """Who there is and was. ``ict`` is the ICT department, ``leaders`` the People's Committee: agency ids."""

    kinds: Mapping[str, AgencyKind]
    agencies: Mapping[str, Agency]
    ict: str
    leaders: str
    former: Mapping[str, Former] = field(default_factory=dict)

    def short(self, agency: str) -> str:
        """Return the short name of an agency, or of one that was; the id of one that nobody knows."""
        known = self.agencies.get(agency) or self.former.get(agency)
        return known.short if known else agency

    def full(self, agency: str) -> str:
        """Return the full name of an agency, or of one that was; the id of one that nobody knows."""
        known = self.agencies.get(agency) or self.former.get(agency)
        return known.name if known else agency

    def present(self, agency: str) -> str | None:
        """Return the agency that an id means today: itself, or the one that took its place; None if that is not one."""
        passed: set[str] = set()
        while agency not in self.agencies:
            former = self.former.get(agency)
            if former is None or len(former.into) != 1 or agency in passed:
                return None
            passed.add(agency)
            agency = former.into[0]
        return agency

    def select(self, selectors: Iterable[str], exclude: Iterable[str] = ()) -> tuple[str, ...]:
        """Return the ids that ``selectors`` name, less ``exclude``, each once, in the order of the organisation.

        Raises UnknownSelector for a selector that names nothing.
        """
        chosen = {agency for selector in selectors for agency in self.named(selector)}
        chosen.difference_update(*(self.named(selector) for selector in exclude))
        return tuple(agency for agency in self.agencies if agency in chosen)

    def named(self, selector: str) -> tuple[str, ...]:
        """Return the ids that one selector names. Raises UnknownSelector if it names nothing."""
        if selector == ALL:
            return tuple(a.id for a in self.agencies.values() if self.kinds[a.kind].in_all)
        if selector.startswith(KIND_PREFIX):
            kind = selector.removeprefix(KIND_PREFIX)
            if kind not in self.kinds:
                raise UnknownSelector(selector)
            return tuple(a.id for a in self.agencies.values() if a.kind == kind)
        agency = self.present(selector)
        if agency is None:
            raise UnknownSelector(selector)
        return (agency,)
