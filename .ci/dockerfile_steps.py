"""Do what the Dockerfile says, as far as that goes without a Docker engine, and see that the result runs.

Each stage becomes a folder; absolute paths of the image are put into it. What takes root and a system of its own, such
as making the user, is left out and said. The locked packages are those of this machine's .venv, which `make setup` has
installed from the same lock, hashes and all: so `pip install -r` has only to find that nothing is missing.

    .venv/bin/python .ci/dockerfile_steps.py
"""

import fnmatch
import json
import os
import re
import shlex
import shutil
import stat
import subprocess
import sys
import sysconfig
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[1]
NEEDS_ROOT = ("useradd", "install -d")
HERE = re.compile(r"(?<![\w./])/(?:src|venv|data|province|tmp)(?=[/\s:'\"]|$)")
"""The folders of the image that are made here."""
PROGRAMS = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
IMAGE = re.compile(r"[\w./-]+:\d+\.\d+(?:\.\d+)?[\w.-]*(?:@sha256:[0-9a-f]{64})?")


class Broken(Exception):
    """A step did not do what it should."""


@dataclass
class Stage:
    """A stage of the build: its folder, what its image is told, and how it is started."""

    folder: Path
    workdir: str = "/"
    environment: dict[str, str] = field(default_factory=dict)
    user: str = "root"
    health: list[str] = field(default_factory=list)
    entrypoint: list[str] = field(default_factory=list)
    command: list[str] = field(default_factory=list)

    def inside(self, text: str) -> str:
        """Put the image's absolute paths into the stage's folder."""
        return HERE.sub(lambda found: f"{self.folder}{found[0]}", text)

    def placed(self, value: str) -> str:
        """Put a variable's path into the stage's folder; that of a database begins after three slashes."""
        scheme, slashes, path = value.partition(":///")
        return f"{scheme}{slashes}{self.inside(path)}" if slashes else self.inside(value)

    def run(self, command: str | list[str], **more: str) -> subprocess.CompletedProcess[str]:
        """Run a command as it would in the image."""
        words = command if isinstance(command, list) else ["/bin/sh", "-ec", self.inside(command)]
        environment = {"PATH": PROGRAMS, "HOME": f"{self.folder}/data"}
        for name, value in self.environment.items():
            environment[name] = self.placed(value).replace("$PATH", PROGRAMS)
        return subprocess.run(  # noqa: S603 - the Dockerfile's own commands
            words,
            cwd=self.inside(self.workdir),
            env=environment | more,
            capture_output=True,
            text=True,
            check=False,
        )


class Builder:
    """Goes through the instructions, one method each."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._stages: dict[str, Stage] = {}
        self._ignored = [line for line in (ROOT / ".dockerignore").read_text().split() if line]
        self.stage = Stage(folder)

    def do(self, name: str, rest: str) -> None:
        method = getattr(self, f"_{name.lower()}", None)
        if method is None:
            raise Broken(f"{name}: this script does not know what it does")
        method(rest)

    def _from(self, rest: str) -> None:
        image, _, name = re.sub(r"\s+as\s+", " AS ", rest, flags=re.IGNORECASE).partition(" AS ")
        if not IMAGE.fullmatch(image.strip()):
            raise Broken(f"FROM {image}: the image is not pinned to a version")
        self.stage = Stage(self._folder / (name or "final"))
        self.stage.folder.mkdir()
        (self.stage.folder / "tmp").mkdir()
        self._stages[name or "final"] = self.stage

    def _workdir(self, rest: str) -> None:
        self.stage.workdir = rest
        Path(self.stage.inside(rest)).mkdir(parents=True, exist_ok=True)

    def _run(self, rest: str) -> None:
        left_out = [part.strip() for part in rest.split("&&") if part.strip().startswith(NEEDS_ROOT)]
        for part in left_out:
            say(f"  left out, it takes an engine: {part}")
            for path in re.findall(r"(?<=\s)/\w+", part.partition(" -d ")[2]):
                Path(self.stage.inside(path)).mkdir(parents=True, exist_ok=True)
        kept = [part.strip() for part in rest.split("&&") if part.strip() not in left_out]
        for command in kept:
            done = self.stage.run(command)
            if done.returncode:
                raise Broken(f"RUN {command}\n{done.stdout}{done.stderr}")
            if "-m venv" in command:
                self._lend_packages()

    def _lend_packages(self) -> None:
        """Let the new environment find this machine's locked packages: below its own, so that it may add some."""
        (site,) = (self.stage.folder / "venv" / "lib").glob("python*/site-packages")
        for own in ("setuptools", "setuptools-*", "pkg_resources", "_distutils_hack"):  # Python 3.12 brings none
            for path in site.glob(own):
                shutil.rmtree(path)
        (site / "distutils-precedence.pth").unlink(missing_ok=True)
        (site / "locked.pth").write_text(sysconfig.get_path("purelib"))

    def _copy(self, rest: str) -> None:
        words = [word for word in shlex.split(rest) if not word.startswith("--")]
        flag = re.search(r"--from=(\S+)", rest)
        *sources, target = words
        place = Path(self.stage.inside(target) if target.startswith("/") else self.stage.inside(self.stage.workdir)) / (
            "" if target.startswith("/") else target
        )
        for source in sources:
            if flag:
                self._take(Path(self._stages[flag[1]].inside(source)), place)
                continue
            if any(fnmatch.fnmatch(source, pattern) for pattern in self._ignored):
                raise Broken(f"COPY {source}: .dockerignore keeps it out")
            if not (ROOT / source).exists():
                raise Broken(f"COPY {source}: there is no such file")
            whole = target.endswith("/") or target in (".", "./")
            self._take(ROOT / source, place / source if whole and (ROOT / source).is_file() else place)

    def _take(self, source: Path, target: Path) -> None:
        if source.is_dir():
            shutil.copytree(source, target, symlinks=True, ignore=shutil.ignore_patterns("__pycache__"))
            for script in (target / "bin").glob("*"):
                _move_script(script, source, target)
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, target)

    def _env(self, rest: str) -> None:
        self.stage.environment |= dict(word.split("=", 1) for word in shlex.split(rest))

    def _user(self, rest: str) -> None:
        self.stage.user = rest

    def _volume(self, rest: str) -> None:
        Path(self.stage.inside(rest)).mkdir(parents=True, exist_ok=True)

    def _healthcheck(self, rest: str) -> None:
        self.stage.health = json.loads(rest.partition("CMD ")[2])

    def _entrypoint(self, rest: str) -> None:
        self.stage.entrypoint = json.loads(rest)

    def _cmd(self, rest: str) -> None:
        self.stage.command = json.loads(rest)


def _move_script(script: Path, source: Path, target: Path) -> None:
    """Let a script of a copied environment begin with the interpreter of the copy: in an image its path is the same."""
    if script.is_file() and not script.is_symlink():
        content = script.read_bytes()
        if content.startswith(b"#!"):
            script.write_bytes(content.replace(str(source).encode(), str(target).encode()))


def instructions(text: str) -> list[tuple[str, str]]:
    """Return each instruction and what follows it; lines that go on are joined."""
    joined = re.sub(r"\\\n\s*", " ", "\n".join(line for line in text.splitlines() if not line.startswith("#")))
    return [tuple(line.split(None, 1)) for line in joined.splitlines() if line.strip()]  # type: ignore[misc]


def see_that_it_runs(stage: Stage) -> None:
    """Start the bot as the image would: its commands, its refusals, its health."""
    if stage.user in ("root", "0"):
        raise Broken("the image runs as root")
    program = [shutil.which(stage.entrypoint[0], path=stage.inside("/venv/bin")) or "", *stage.entrypoint[1:]]
    if not program[0]:
        raise Broken(f"ENTRYPOINT {stage.entrypoint}: there is no such program")
    province = Path(stage.inside("/province"))
    for path in (*province.rglob("*"), province):
        path.chmod(stat.S_IRUSR | stat.S_IXUSR if path.is_dir() else stat.S_IRUSR)  # a root that is read only
    interpreter = stage.inside("/venv/bin/python")
    expect(stage.run([interpreter, "-c", "import bot; print(bot.__file__)"]), 0, stage.inside("/venv/lib"))
    expect(stage.run([*program, "check"]), 0, "agencies")
    expect(stage.run([*program, "sync"]), 0, "Applied.")
    if not Path(stage.inside("/data/nhacviec.db")).is_file():
        raise Broken("the database is not on the volume")
    expect(stage.run([*program, *stage.command]), 1, "No Telegram token.")
    expect(stage.run([*program, "doctor"]), 1, "✗ token: No Telegram token.")
    expect(stage.run([interpreter, *stage.health[1:]]), 1, "Connection refused")
    see_that_it_is_well(stage, [*program, *stage.command], [interpreter, *stage.health[1:]])


def see_that_it_is_well(stage: Stage, program: list[str], health: list[str]) -> None:
    """Run the bot against the sandbox, and ask the image's own question until it is answered well."""
    stage_script = (
        "import asyncio, sys\n"
        "from bot.clock import SystemClock\n"
        "from sandbox.server import SandboxServer\n"
        "from sandbox.world import World\n"
        "async def main():\n"
        "    async with SandboxServer(World(SystemClock())) as server:\n"
        "        print(server.base_url, server.world.token, flush=True)\n"
        "        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)\n"
        "asyncio.run(main())\n"
    )
    pipe = subprocess.PIPE
    with subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-c", stage_script], cwd=ROOT, stdin=pipe, stdout=pipe, text=True
    ) as sandbox:
        assert sandbox.stdout is not None  # noqa: S101 - it was asked for
        address, token = sandbox.stdout.readline().split()
        environment = {name: stage.placed(value) for name, value in stage.environment.items() if name != "PATH"}
        environment |= {"PATH": PROGRAMS, "NHACVIEC_TELEGRAM_API": address, "NHACVIEC_TELEGRAM_TOKEN": token}
        bot = subprocess.Popen(  # noqa: S603
            program, cwd=stage.inside(stage.workdir), env=environment, stderr=subprocess.PIPE, text=True
        )
        try:
            for _ in range(40):
                time.sleep(0.5)
                if bot.poll() is not None or stage.run(health).returncode == 0:
                    break
            well = stage.run(health)
        finally:
            bot.terminate()
            _, log = bot.communicate(timeout=30)
            sandbox.communicate("")
    if well.returncode or bot.returncode:
        raise Broken(f"HEALTHCHECK answers {well.returncode}, the bot ended with {bot.returncode}\n{log}{well.stderr}")
    for line in log.splitlines():
        json.loads(line)


def expect(done: subprocess.CompletedProcess[str], code: int, words: str) -> None:
    if done.returncode != code or words not in done.stdout + done.stderr:
        raise Broken(f"{done.args} should end with {code} and say “{words}”:\n{done.stdout}{done.stderr}")


def say(line: str) -> None:
    print(line, flush=True)


def main() -> int:
    """Build and try; return 1 and say why if a step does not do what it should."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="nhacviec-image-") as temporary:
        builder = Builder(Path(temporary))
        try:
            for name, rest in instructions((ROOT / "Dockerfile").read_text(encoding="utf-8")):
                say(f"{name} {rest[:100]}")
                builder.do(name, rest)
            see_that_it_runs(builder.stage)
        except Broken as error:
            say(f"The Dockerfile is broken: {error}")
            return 1
        finally:
            for path in Path(temporary).rglob("province"):
                for one in (path, *path.rglob("*")):
                    one.chmod(0o700)
    say(f"The Dockerfile's steps hold, but for those left out ({time.monotonic() - began:.0f} s).")
    return 0


if __name__ == "__main__":
    sys.exit(main())
