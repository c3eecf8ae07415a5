"""Every PostgreSQL statement of commerce."""
