"""What every command needs: the settings, and a place to say things."""

import sys
from typing import Any

import typer
from pydantic import ValidationError

from siyu.apps.up.ports import free_port
from siyu.runtime.settings import Settings

_BAD_CONFIGURATION = 78  # EX_CONFIG of sysexits.h


def read_settings(**changes: Any) -> Settings:
    """The settings of the environment; ends the command with the names of those that are wrong."""
    try:
        settings = Settings(**changes)
        return settings if settings.web_port else settings.model_copy(update={"web_port": free_port()})
    except ValidationError as error:
        for problem in error.errors():
            name = "SIYU_" + "_".join(str(part) for part in problem["loc"]).upper()
            typer.echo(f"{name}: {problem['msg']}", err=True)
        raise typer.Exit(_BAD_CONFIGURATION) from None


def tell(line: str) -> None:
    """One line, at once."""
    typer.echo(line)
    sys.stdout.flush()
