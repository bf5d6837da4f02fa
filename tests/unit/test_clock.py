"""The machine's clock may be set back; ours never goes back, and does not stand still either."""

from datetime import UTC, datetime, timedelta

from structlog.testing import capture_logs

from bot.clock import SystemClock

NOON = datetime(2009, 1, 5, 5, tzinfo=UTC)


class Machine:
    """A machine whose clock somebody sets: ``wall`` is what it shows, ``ticks`` the seconds since it was started."""

    def __init__(self) -> None:
        self.shown = NOON
        self.ticked = 100.0

    def wall(self) -> datetime:
        return self.shown

    def ticks(self) -> float:
        return self.ticked

    def run(self, seconds: float) -> None:
        self.shown += timedelta(seconds=seconds)
        self.ticked += seconds


def test_it_shows_what_the_machine_shows() -> None:
    machine = Machine()
    clock = SystemClock(machine.wall, machine.ticks)
    machine.run(60)
    assert clock.now() == NOON + timedelta(seconds=60)
    machine.shown += timedelta(hours=2)
    assert clock.now() == NOON + timedelta(hours=2, seconds=60)


def test_set_back_by_an_hour_it_goes_on_at_half_its_speed_until_the_machine_has_caught_up() -> None:
    machine = Machine()
    clock = SystemClock(machine.wall, machine.ticks)
    with capture_logs() as logs:
        machine.shown -= timedelta(hours=1)
        assert clock.now() == NOON
        machine.run(60)
        assert clock.now() == NOON + timedelta(seconds=30)
        machine.run(7200 - 60)
        assert clock.now() == NOON + timedelta(hours=1)
        machine.run(60)
        assert clock.now() == machine.shown
    assert [(one["event"], one["seconds"]) for one in logs] == [
        ("the machine's clock was set back: going slower until it has caught up", 3600)
    ]


def test_what_is_the_daily_work_of_keeping_clocks_in_step_is_no_news() -> None:
    machine = Machine()
    clock = SystemClock(machine.wall, machine.ticks)
    with capture_logs() as logs:
        machine.shown -= timedelta(seconds=1)
        machine.run(0.5)
        assert clock.now() == NOON + timedelta(seconds=0.25)
    assert logs == []
