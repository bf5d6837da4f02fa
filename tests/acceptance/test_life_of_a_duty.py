"""The main story, through the real client: reminded on the right mornings, stuck, answered, done, left in peace."""

from datetime import date, time

from tests.acceptance.conftest import Open

EIGHT = time(8)


async def test_it_reminds_on_the_right_mornings_until_the_duty_is_done(stage: Open) -> None:
    async with stage() as story:
        officer = story.officer("so-y-te")
        await story.until(date(2009, 3, 31))
        assert story.mornings(officer, "Hoàn thành mạng nội bộ") == [
            (date(2009, 2, 27), EIGHT),
        ]
