"""When the bot looks what is due: a few cron triggers, the same live and simulated; the database decides."""
