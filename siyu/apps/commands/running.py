"""`siyu up` and `siyu warehouse`: they start programs and load none of them."""

import os
import sys
from typing import Annotated

import typer

from siyu.apps.commands.surroundings import read_settings, tell
from siyu.apps.up import run_up
from siyu.runtime.postgres import ClusterError

cli = typer.Typer()


@cli.command()
def up() -> None:
    """Start the whole product on this machine and watch it. Ctrl-C stops everything."""
    settings = read_settings()
    try:
        run_up(settings, tell, ready=lambda address: tell(f"Siyu is ready: {address} (API: {address}/docs)"))
    except ClusterError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None


@cli.command()
def warehouse(port: Annotated[int, typer.Option(help="where to listen on 127.0.0.1")]) -> None:
    """Run the embedded warehouse, the only owner of its folder."""
    folder = str(read_settings().data_dir / "warehouse")
    # A process of its own program: only there is the engine's library loaded.
    os.execv(sys.executable, [sys.executable, "-m", "siyu.warehouse.server", str(port), folder])
