"""The database: tables, one repository a table, and the unit of work that holds them in one transaction."""
