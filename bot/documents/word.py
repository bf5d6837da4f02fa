"""The period reports as Word files, in the format of Decree 30/2020/NĐ-CP, Annex I.

Each is filled in from a template that a person can edit in Word: what stands there in ``{{ }}`` and ``{% %}`` is
Jinja, ``report`` is the ``PeriodReport``, and the words of ``bot.documents.wording`` are its filters. Number, day and
signature stay blank for the records office.
"""

from io import BytesIO
from pathlib import Path
from zipfile import BadZipFile

from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment, SandboxedEnvironment
from markupsafe import Markup, escape

from bot.documents import wording
from bot.documents.report_data import AgencyReport, ConsolidatedReport, PeriodReport
from bot.errors import SetupError

TEMPLATES = Path(__file__).parent / "templates"
FILES: dict[type[PeriodReport], str] = {
    AgencyReport: "agency_report.docx",
    ConsolidatedReport: "consolidated_report.docx",
}
LONGEST_PROPERTY = 255

FILTERS = (
    *(wording.category, wording.change, wording.count, wording.day, wording.days, wording.long_day, wording.measured),
    *(wording.number, wording.outcome, wording.paragraphs, wording.period_name, wording.reached, wording.rule),
    *(wording.signed, wording.standing, wording.summary, wording.ticket, wording.wanted),
)
_JINJA_SIGNS = str.maketrans({"{": "&#123;", "}": "&#125;", "%": "&#37;"})


def word_report(report: PeriodReport, folder: Path = TEMPLATES) -> bytes:
    """Return a report as a .docx file, by the template for its kind in ``folder``. Raises SetupError."""
    path = folder / FILES[type(report)]
    template = _opened(path)
    try:
        template.render({"report": report}, _environment())
    except TemplateError as error:
        raise SetupError(f"The template {path} cannot be filled in: {error}") from error
    properties = template.docx.core_properties
    properties.title = f"Báo cáo {wording.period_name(report.span.id)}"
    properties.author = wording.printable(report.letterhead.issuer)[:LONGEST_PROPERTY]
    out = BytesIO()
    template.save(out)
    return out.getvalue()


def _opened(path: Path) -> DocxTemplate:
    try:
        template = DocxTemplate(BytesIO(path.read_bytes()))
        template.init_docx()
    except OSError:
        raise SetupError(f"The template {path} cannot be read.") from None
    except (BadZipFile, KeyError, ValueError):
        raise SetupError(f"The template {path} is not a Word file (.docx).") from None
    return template


def _environment() -> SandboxedEnvironment:
    """Return a Jinja environment for templates that people edit: they read the report and nothing else."""
    environment = ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined, finalize=_as_xml)
    environment.filters.update({function.__name__: function for function in FILTERS})
    return environment


def _as_xml(value: object) -> Markup:
    """Return a value as it may stand in the document: whatever a person wrote is text, neither XML nor Jinja."""
    text = "" if value is None else wording.printable(str(value))
    # the library undoes escapes of its own ({_{) after rendering: entities keep it off
    return Markup(str(escape(text)).translate(_JINJA_SIGNS))  # noqa: S704 - it is escaped
