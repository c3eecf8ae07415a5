"""Campaigns are tested in the same small company as sending."""

from tests.channels.sending.conftest import company, wecom

__all__ = ["company", "wecom"]
