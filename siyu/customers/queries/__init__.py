"""Every PostgreSQL statement of customers, one function each, by noun."""
