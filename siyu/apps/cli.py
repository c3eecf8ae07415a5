"""The command line: `siyu up | web | worker | warehouse | migrate | doctor | backup | restore`."""

import asyncio
import json
import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError

from siyu.apps import plugs
from siyu.apps import web as web_app
from siyu.apps import worker as worker_app
from siyu.apps.accounts import open_accounts
from siyu.apps.backup import BackupError, back_up
from siyu.apps.backup import restore as restore_backup
from siyu.apps.doctor import Level, examine
from siyu.apps.stores import database_url, migrate_warehouse, warehouse_url
from siyu.apps.up import run_up
from siyu.apps.up.ports import free_port
from siyu.runtime.errors import SituationError
from siyu.runtime.http import create_app
from siyu.runtime.migrate import migrate_postgres
from siyu.runtime.postgres import ClusterError
from siyu.runtime.settings import Settings

cli = typer.Typer(no_args_is_help=True, add_completion=False, help="Siyu 私域: the private-domain platform on WeCom.")

_BAD_CONFIGURATION = 78  # EX_CONFIG of sysexits.h


def _settings(**changes: Any) -> Settings:
    try:
        settings = Settings(**changes)
        return settings if settings.web_port else settings.model_copy(update={"web_port": free_port()})
    except ValidationError as error:
        for problem in error.errors():
            name = "SIYU_" + "_".join(str(part) for part in problem["loc"]).upper()
            typer.echo(f"{name}: {problem['msg']}", err=True)
        raise typer.Exit(_BAD_CONFIGURATION) from None


@cli.command()
def up() -> None:
    """Start the whole product on this machine and watch it. Ctrl-C stops everything."""
    settings = _settings()
    try:
        run_up(settings, _tell, ready=lambda address: _tell(f"Siyu is ready: {address} (API: {address}/docs)"))
    except ClusterError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None


def _tell(line: str) -> None:
    typer.echo(line)
    sys.stdout.flush()


@cli.command()
def web(port: Annotated[int, typer.Option(help="where to listen")] = 0) -> None:
    """Serve the API and the callbacks."""
    settings = _settings()
    web_app.serve(settings, port or settings.web_port)


@cli.command()
def worker(
    greeter: Annotated[bool, typer.Option("--greeter", help="welcome newcomers and do nothing else")] = False,
) -> None:
    """Run jobs, lanes, handlers and the loader."""
    worker_app.work(_settings(), greets_only=greeter)


@cli.command()
def warehouse(port: Annotated[int, typer.Option(help="where to listen on 127.0.0.1")]) -> None:
    """Run the embedded warehouse, the only owner of its folder."""
    folder = str(_settings().data_dir / "warehouse")
    # A process of its own program: only there is the engine's library loaded.
    os.execv(sys.executable, [sys.executable, "-m", "siyu.warehouse.server", str(port), folder])


@cli.command()
def migrate() -> None:
    """Bring both stores to the newest schema."""
    settings = _settings()
    migrate_postgres(database_url(settings))
    asyncio.run(migrate_warehouse(warehouse_url(settings), settings))


@cli.command()
def doctor(language: Annotated[str, typer.Option(help="zh or en")] = "zh") -> None:
    """Say in plain words what is wrong with the set-up and how to mend it."""
    findings = examine(_settings())
    for finding in findings:
        for line in finding.lines(language):
            _tell(line)
    if any(finding.level is Level.BAD for finding in findings):
        raise typer.Exit(1)


@cli.command()
def backup(archive: Annotated[Path, typer.Argument(help="the .tar.gz to write")]) -> None:
    """Write the truth and the files into one archive (without the master key)."""
    _or_explain(lambda: back_up(_settings(), archive, datetime.now(UTC), _tell))


@cli.command()
def restore(archive: Annotated[Path, typer.Argument(help="a .tar.gz that siyu backup wrote")]) -> None:
    """Load a backup into an empty database; nothing is sent until a person lifts the fence."""
    _or_explain(lambda: restore_backup(_settings(), archive, _tell))


@cli.command()
def account(
    accounts: Annotated[list[str], typer.Argument(help="login:role, e.g. wang:operator; several at once")],
) -> None:
    """Open accounts; the password is read from SIYU_NEW_PASSWORD or asked for. Known logins stay as they are.

    Roles: admin, operator, manager, sales, compliance.
    """
    password = os.environ.get("SIYU_NEW_PASSWORD") or typer.prompt(
        "Password", hide_input=True, confirmation_prompt=True
    )
    _or_explain(lambda: asyncio.run(open_accounts(_settings(), accounts, password)))


@cli.command()
def openapi() -> None:
    """Print the API's description as JSON; `docs/openapi.json` is its snapshot."""
    plugs.register()
    _tell(json.dumps(create_app(plugs.routers()).openapi(), indent=1, ensure_ascii=False, sort_keys=True))


def _or_explain(work: Callable[[], None]) -> None:
    try:
        work()
    except (BackupError, SituationError) as error:
        typer.echo(error.sentence("zh") if isinstance(error, SituationError) else str(error), err=True)
        raise typer.Exit(1) from None


def main() -> None:
    """Entry of the `siyu` command."""
    cli()


if __name__ == "__main__":
    main()
