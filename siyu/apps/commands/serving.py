"""`siyu web` and `siyu worker`: the programs that hold the whole product."""

from typing import Annotated

import typer

from siyu.apps import web as web_app
from siyu.apps import worker as worker_app
from siyu.apps.commands.surroundings import read_settings
from siyu.runtime.lifeline import follow_starter

cli = typer.Typer()


@cli.command()
def web(port: Annotated[int, typer.Option(help="where to listen")] = 0) -> None:
    """Serve the API and the callbacks."""
    settings = read_settings()
    follow_starter()
    web_app.serve(settings, port or settings.web_port)


@cli.command()
def worker(
    greeter: Annotated[bool, typer.Option("--greeter", help="welcome newcomers and do nothing else")] = False,
) -> None:
    """Run jobs, lanes, handlers and the loader."""
    follow_starter()
    worker_app.work(read_settings(), greets_only=greeter)
