"""Fixtures of the WeCom client's tests."""

from collections.abc import AsyncIterator

import pytest

from tests.vendors.wecom.scripted import Stage, a_stage


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    """A client on a scripted line."""
    made = a_stage()
    yield made
    await made.http.aclose()
