"""All rows out of a database, and into an empty one: SQLite or PostgreSQL, of this version or an older one."""
