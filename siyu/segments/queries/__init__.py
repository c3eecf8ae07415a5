"""Every PostgreSQL statement of segments."""
