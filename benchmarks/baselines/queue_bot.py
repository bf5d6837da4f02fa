"""A small reminder bot as the library's own documentation teaches it: the reminders in a table, a job for each.

``python -m benchmarks.baselines.queue_bot BASE_URL DATABASE`` reads them, plans them, and runs until it is ended.
"""

import asyncio
import sqlite3
import sys
from datetime import UTC, datetime

from telegram.ext import Application, ContextTypes

from benchmarks.messenger import TOKEN
from benchmarks.running import quiet


async def remind(context: ContextTypes.DEFAULT_TYPE) -> None:
    """What a job does: send one text."""
    assert context.job is not None
    await context.bot.send_message(str(context.job.data), "Nhắc việc")


async def run(base_url: str, database: str) -> None:
    """Plan every reminder of the table, and keep at it."""
    application = Application.builder().token(TOKEN).base_url(base_url).build()
    queue = application.job_queue
    assert queue is not None
    await application.initialize()
    forgiving = {"misfire_grace_time": None}  # by default what is late by more than a second is lost
    connection = sqlite3.connect(database)
    for chat, at in connection.execute("SELECT chat, at FROM reminders"):
        queue.run_once(remind, datetime.fromtimestamp(at, UTC), data=chat, job_kwargs=forgiving)
    connection.close()
    await queue.start()
    await asyncio.Event().wait()


if __name__ == "__main__":
    quiet()
    asyncio.run(run(*sys.argv[1:]))
