"""Tests of the warehouse: a real engine process, a real PostgreSQL."""
