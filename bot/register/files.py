"""Reads the directive files of a province: all their mistakes at once, each with file and line."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

from bot.config import Config, draft_config
from bot.domain.duties import Directive, Duty, MonthDay, ReportingChain
from bot.domain.organisation import Organisation
from bot.errors import Problem, SourceError
from bot.register.entries import DirectiveEntry, DutyEntry, Mistake
from bot.schema import check, check_keys
from bot.sections import Chain, Recurring
from bot.source import Document, Where, read

NO_REPORTS = "none"  # `reporting: none`


def load_directives(config: Config) -> tuple[Directive, ...]:
    """Read every directive file of the province, in the order of their names.

    Raises SourceError with every problem of every file.
    """
    reader = _Register(config.organisation, config.recurring, config.default_chain)
    directives = reader.directives(config.directives)
    if reader.problems:
        raise SourceError(reader.problems)
    return directives


def load_province(path: Path) -> tuple[Config, tuple[Directive, ...]]:
    """Read config.yaml and its directive files.

    Raises SourceError with the problems of all of them: a mistake in config.yaml does not hide those in the directives.
    """
    draft = draft_config(path)
    if draft.config is not None:
        return draft.config, load_directives(draft.config)
    reader = _Register(draft.organisation, Recurring(), None)
    if draft.directives:
        reader.directives(draft.directives)
    raise SourceError((*draft.problems, *reader.problems))


class _Register:
    """Reads file after file. Without an organisation (config.yaml is wrong) nothing is asked about agencies."""

    def __init__(
        self, organisation: Organisation | None, recurring: Recurring, default_chain: ReportingChain | None
    ) -> None:
        self.problems: list[Problem] = []
        self._organisation = organisation
        self._recurring = recurring
        self._default_chain = default_chain
        self._files_by_id: dict[str, str] = {}

    def directives(self, folder: Path) -> tuple[Directive, ...]:
        found = [self._directive(read(path)) for path in self._files(folder)]
        return tuple(directive for directive in found if directive is not None)

    def _files(self, folder: Path) -> Sequence[Path]:
        if not folder.is_dir():
            self._complain(folder, "there is no such folder: config.yaml's 'directives' names it")
            return ()
        visible = sorted(path for path in folder.iterdir() if not path.name.startswith("."))
        for path in visible:
            if path.suffix == ".yml":
                self._complain(path, f"is not read: rename it to {path.stem}.yaml")
        files = [path for path in visible if path.suffix == ".yaml"]
        if not files:
            self._complain(folder, "holds no directive: each is one file that ends in .yaml")
        return files

    def _complain(self, path: Path, message: str) -> None:
        self.problems.append(Problem(file=str(path), line=0, message=message))

    def _directive(self, document: Document) -> Directive | None:
        self.problems.extend(document.problems)
        if document.data is None:
            return None
        given = check_keys(document, (), ("directive", "reporting", "duties"), self.problems)
        head = self._head(document) if "directive" in given else None
        if given and "directive" not in given:
            self.problems.append(document.problem((), "'directive' is missing: it says which document this is"))
        chain = self._chain(document) if "reporting" in given else self._default_chain
        duties = self._duties(document, head)
        if head is None:
            return None
        return Directive(
            id=head.id,
            kind=head.kind,
            issuer=head.issuer,
            title=head.title,
            in_force_from=head.in_force_from,
            number=head.number,
            issued_on=head.issued_on,
            in_force_until=head.in_force_until,
            reporting=chain,
            duties=duties,
        )

    def _head(self, document: Document) -> DirectiveEntry | None:
        head = check(document, ("directive",), DirectiveEntry, self.problems)
        if head is None:
            return None
        self._report(document, ("directive",), head.mistakes())
        taken_by = self._files_by_id.setdefault(head.id, document.file)
        if taken_by != document.file:
            message = f"id: the directive '{head.id}' is already in {taken_by}"
            self.problems.append(document.problem(("directive", "id"), message))
        return head

    def _chain(self, document: Document) -> ReportingChain | None:
        if document.data["reporting"] == NO_REPORTS:
            return None
        chain = check(document, ("reporting",), Chain, self.problems)
        if chain is None:
            return None
        if self._organisation:
            self._report(document, ("reporting",), chain.unknown_agencies(self._organisation))
        return chain.chain(self._organisation)

    def _duties(self, document: Document, head: DirectiveEntry | None) -> tuple[Duty, ...]:
        given = document.data.get("duties") if isinstance(document.data, dict) else []
        if given is None:
            self.problems.append(document.problem(("duties",), "'duties' is missing: a list, one entry each"))
            return ()
        if not isinstance(given, list):
            self.problems.append(document.problem(("duties",), "duties: must be a list, one entry each"))
            return ()
        self._report(document, ("duties",), _repeated_ids(document, given))
        duties = [self._duty(document, ("duties", number), head) for number in range(len(given))]
        return tuple(duty for duty in duties if duty is not None)

    def _duty(self, document: Document, where: Where, head: DirectiveEntry | None) -> Duty | None:
        entry = check(document, where, DutyEntry, self.problems)
        if entry is None:
            return None
        mistakes = [*entry.mistakes(_in_force_from(document))]
        if self._organisation:
            mistakes += entry.mistakes_of_agencies(self._organisation)
        self._report(document, where, mistakes)
        if mistakes or head is None or self._organisation is None:
            return None
        return self._resolved(entry, head, self._organisation)

    def _resolved(self, entry: DutyEntry, head: DirectiveEntry, organisation: Organisation) -> Duty:
        anchor = entry.due if isinstance(entry.due, MonthDay) else None
        if entry.every and anchor is None:
            anchor = self._recurring.anchor(entry.every)
        return Duty(
            directive=head.id,
            id=entry.id,
            clause=entry.clause,
            title=entry.title,
            lead=entry.leading(organisation),
            coordinating=entry.helping(organisation),
            due=entry.due if isinstance(entry.due, date) else None,
            every=entry.every,
            anchor=anchor,
            starts=entry.from_,
            ends=entry.until,
            target=entry.target.target() if entry.target else None,
            deliverable=entry.deliverable,
            submit_to=organisation.present(entry.submit_to) if entry.submit_to else None,
            verify=entry.verify is not None,
            note=entry.note,
        )

    def _report(self, document: Document, where: Where, mistakes: Iterable[Mistake]) -> None:
        self.problems.extend(document.problem((*where, *below), message) for below, message in mistakes)


def _in_force_from(document: Document) -> date | None:
    """Return the directive's first day even if something else is wrong with its head."""
    head = document.data.get("directive")
    day = head.get("in_force_from") if isinstance(head, dict) else None
    return day if isinstance(day, date) else None


def _repeated_ids(document: Document, duties: Sequence[object]) -> Iterator[Mistake]:
    """Yield each duty whose id stands above already, even if something else is wrong with either."""
    lines: dict[object, int] = {}
    for number, duty in enumerate(duties):
        duty_id = duty.get("id") if isinstance(duty, dict) else None
        if not isinstance(duty_id, str):
            continue
        if duty_id in lines:
            yield (number, "id"), f"id: the duty '{duty_id}' already stands in line {lines[duty_id]}"
        lines.setdefault(duty_id, document.line(("duties", number, "id")))
