"""A small province to try things in: four agencies, and a directory to write its files to."""

from pathlib import Path
from zoneinfo import ZoneInfo

from bot.config import Config, load_config
from bot.domain.working_days import WorkCalendar

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
WEEKDAYS_ONLY = WorkCalendar(zone=HANOI)

CONFIG = """\
province: {name: Tỉnh mẫu, starts_on: 2009-01-05}
organisation:
  ict: stttt
  leaders: ubnd-tinh
  kinds:
    department: {name: "Sở, ban, ngành"}
    district: {name: UBND huyện}
    leaders: {name: UBND tỉnh, in_all: false}
  agencies:
    - {id: stttt, name: Sở Thông tin và Truyền thông, short: Sở TT&TT, kind: department}
    - {id: so-xd, name: Sở Xây dựng, short: Sở XD, kind: department}
    - {id: huyen-a, name: UBND huyện A, short: Huyện A, kind: district}
    - {id: ubnd-tinh, name: UBND tỉnh, short: UBND tỉnh, kind: leaders}
"""

HEAD = "directive: {id: ct-2009, kind: chi-thi, issuer: UBND tỉnh, in_force_from: 2009-01-05, title: Phần mềm mở}\n"

PLAN = '{id: plan, clause: "5.b", title: Lập kế hoạch, lead: [stttt], due: 2009-03-31}'


def directive(*duties: str, head: str = HEAD, reporting: str = "") -> str:
    """Return a directive file with these duties; the first stands in line 3 (4 with ``reporting``)."""
    return head + reporting + "duties:\n" + "".join(f"  - {duty}\n" for duty in duties)


def write_province(folder: Path, *directives: str, config: str = CONFIG) -> Path:
    """Write config.yaml and directives/1.yaml, 2.yaml, …; return the path of config.yaml."""
    (folder / "directives").mkdir(exist_ok=True)
    for number, text in enumerate(directives or (directive(PLAN),), start=1):
        (folder / "directives" / f"{number}.yaml").write_text(text, encoding="utf-8")
    path = folder / "config.yaml"
    path.write_text(config, encoding="utf-8")
    return path


def province(folder: Path, *directives: str, config: str = CONFIG) -> Config:
    """Write the files of a province and return its config."""
    return load_config(write_province(folder, *directives, config=config))
