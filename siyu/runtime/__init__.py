"""The machine room: settings, database, unit of work, spine, jobs, http, audit, secrets."""
