"""A period's report as the bytes of a file; the libraries are loaded when the first one is made."""

from pathlib import Path

from bot.documents.report_data import PeriodReport

WORD, EXCEL = "docx", "xlsx"


def written(report: PeriodReport, form: str, templates: Path | None = None) -> bytes:
    """Return a report as ``docx`` (from ``templates``, None: the project's) or ``xlsx``; a province takes seconds."""
    if form == EXCEL:
        from bot.documents.excel import excel_report

        return excel_report(report)
    from bot.documents.word import TEMPLATES, word_report

    return word_report(report, templates or TEMPLATES)
