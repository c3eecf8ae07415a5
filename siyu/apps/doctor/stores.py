"""Checks of the stores: reachable, new enough, migrated, fresh."""

import asyncio
from datetime import UTC, datetime

import psycopg

from siyu import warehouse
from siyu.apps.doctor.findings import Finding, Words, bad, good, warning
from siyu.apps.stores import database_url, warehouse_url
from siyu.runtime.errors import SituationError
from siyu.runtime.migrate import newest_revision
from siyu.runtime.settings import Settings

_LEAST_POSTGRES = 170000
_LATE_SECONDS = 300.0


def check_postgres(settings: Settings) -> list[Finding]:
    """PostgreSQL answers, is version 17 or newer, and has the newest schema."""
    try:
        with psycopg.connect(database_url(settings), connect_timeout=3) as connection:
            version = connection.info.server_version
            known = connection.execute("SELECT to_regclass('alembic_version')").fetchone()
            row = (
                connection.execute("SELECT version_num FROM alembic_version").fetchone() if known and known[0] else None
            )
    except psycopg.OperationalError as error:
        return [_postgres_away(settings, error)]
    return [_check_version(version), _check_schema(row[0] if row else None)]


def _postgres_away(settings: Settings, error: psycopg.OperationalError) -> Finding:
    if settings.database_url is None:
        return bad(
            "postgres",
            Words("内置数据库没有运行", "the embedded database does not run"),
            Words(
                "运行 siyu up；若失败请查看数据目录下的 postgres.log", "run siyu up; if that fails read postgres.log"
            ),
        )
    text = str(error)
    if "password" in text or "authentication" in text:
        remedy = Words("检查 SIYU_DATABASE_URL 中的账户和密码", "check the account and password in SIYU_DATABASE_URL")
    elif "does not exist" in text:
        remedy = Words("请先创建该数据库", "create this database first")
    else:
        remedy = Words("检查地址、端口和防火墙", "check the address, the port and the firewall")
    return bad("postgres", Words("无法连接 PostgreSQL", "PostgreSQL cannot be reached"), remedy)


def _check_version(version: int) -> Finding:
    if version < _LEAST_POSTGRES:
        return bad(
            "postgres",
            Words(f"PostgreSQL {version // 10000} 版本过低", f"PostgreSQL {version // 10000} is too old"),
            Words("请升级到 17 或更高版本", "use version 17 or newer"),
        )
    return good("postgres", f"已连接，版本 {version // 10000}", f"connected, version {version // 10000}")


def _check_schema(revision: str | None) -> Finding:
    if revision == newest_revision():
        return good("schema", "表结构为最新", "tables are up to date")
    return bad(
        "schema",
        Words(
            f"表结构版本为 {revision or '空'}，不是最新", f"the tables are at {revision or 'nothing'}, not the newest"
        ),
        Words("运行 siyu migrate", "run siyu migrate"),
    )


def check_warehouse(settings: Settings) -> Finding:
    """The warehouse answers and is not far behind."""
    try:
        stamp = asyncio.run(_freshness(warehouse_url(settings)))
    except SituationError as error:
        return bad(
            "warehouse",
            Words(f"数据仓库无法使用（{error.code}）", f"the warehouse cannot be used ({error.code})"),
            Words("运行 siyu up，或检查 SIYU_WAREHOUSE_URL", "run siyu up, or check SIYU_WAREHOUSE_URL"),
        )
    age = stamp.age_seconds(datetime.now(UTC))
    if age > _LATE_SECONDS:
        return warning(
            "warehouse",
            Words(f"数据落后 {age:.0f} 秒", f"data is {age:.0f} s old"),
            Words("检查 siyu worker 是否在运行", "check that siyu worker runs"),
        )
    return good("warehouse", f"状态 {stamp.state}", f"state {stamp.state}")


async def _freshness(url: str) -> warehouse.Freshness:
    async with warehouse.Warehouse(url) as opened:
        return await opened.freshness()
