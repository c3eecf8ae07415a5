"""The connection pool and the only place that commits."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Self

from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from siyu.kit.clock import Clock, SystemClock
from siyu.runtime.database.unit import UnitOfWork
from siyu.runtime.errors import StoreUnavailable


def sqlalchemy_url(url: str) -> str:
    """A plain `postgresql://` address with the driver SQLAlchemy shall use."""
    scheme, _, rest = url.partition("://")
    return f"postgresql+psycopg://{rest}" if scheme in {"postgres", "postgresql"} else url


def plain_url(url: str) -> str:
    """The same address as libpq wants it."""
    return "postgresql://" + url.partition("://")[2]


class Database:
    """PostgreSQL behind a pool; hands out units of work."""

    def __init__(self, url: str, *, clock: Clock | None = None, pool_size: int = 8) -> None:
        self.url = plain_url(url)
        self.clock = clock or SystemClock()
        self.engine: AsyncEngine = create_async_engine(
            sqlalchemy_url(url),
            pool_size=pool_size,
            max_overflow=pool_size,
            pool_timeout=5,
            pool_pre_ping=False,
            connect_args={"options": "-c timezone=UTC -c application_name=siyu", "connect_timeout": 5},
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    @asynccontextmanager
    async def unit(self) -> AsyncIterator[UnitOfWork]:
        """One transaction: committed when the block ends well, rolled back when it does not.

        Raises `StoreUnavailable` when the server cannot be reached or the connection breaks.
        """
        try:
            async with self.engine.begin() as connection:
                uow = UnitOfWork(connection, self.clock)
                yield uow
                await uow.flush()
        except (OperationalError, TimeoutError) as error:
            raise StoreUnavailable from error
        except DBAPIError as error:
            if error.connection_invalidated:
                raise StoreUnavailable from error
            raise

    async def close(self) -> None:
        """Close every connection."""
        await self.engine.dispose()
