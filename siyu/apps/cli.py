"""The command line: `siyu up | web | worker | warehouse | migrate | doctor | backup | restore`."""

import asyncio
import sys
from typing import Annotated, Any

import typer
from pydantic import ValidationError

from siyu.apps import web as web_app
from siyu.apps import worker as worker_app
from siyu.apps.stores import database_url, migrate_warehouse, warehouse_url
from siyu.apps.up import run_up
from siyu.apps.up.ports import free_port
from siyu.runtime.migrate import migrate_postgres
from siyu.runtime.postgres import ClusterError
from siyu.runtime.settings import Settings
from siyu.warehouse.server import run_warehouse

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
def worker() -> None:
    """Run jobs, lanes, handlers and the loader."""
    worker_app.work(_settings())


@cli.command()
def warehouse(port: Annotated[int, typer.Option(help="where to listen on 127.0.0.1")]) -> None:
    """Run the embedded warehouse, the only owner of its folder."""
    settings = _settings()
    raise typer.Exit(run_warehouse(settings, port, settings.data_dir / "warehouse"))


@cli.command()
def migrate() -> None:
    """Bring both stores to the newest schema."""
    settings = _settings()
    migrate_postgres(database_url(settings))
    asyncio.run(migrate_warehouse(warehouse_url(settings), settings))


def main() -> None:
    """Entry of the `siyu` command."""
    cli()


if __name__ == "__main__":
    main()
