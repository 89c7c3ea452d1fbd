"""The day of an event and what it leaves behind: tickets, check-in, tests, certificates, notes and the report."""
