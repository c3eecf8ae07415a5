"""The commands that are run once: they look after an installation."""

import asyncio
import json
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from siyu.apps import plugs
from siyu.apps.accounts import open_accounts
from siyu.apps.backup import BackupError, back_up
from siyu.apps.backup import restore as restore_backup
from siyu.apps.commands.surroundings import read_settings, tell
from siyu.apps.doctor import Level, examine
from siyu.apps.migrating import migrate_stores
from siyu.runtime.errors import SituationError
from siyu.runtime.http import create_app

cli = typer.Typer()


@cli.command()
def migrate() -> None:
    """Bring both stores to the newest schema."""
    migrate_stores(read_settings())


@cli.command()
def doctor(language: Annotated[str, typer.Option(help="zh or en")] = "zh") -> None:
    """Say in plain words what is wrong with the set-up and how to mend it."""
    findings = examine(read_settings())
    for finding in findings:
        for line in finding.lines(language):
            tell(line)
    if any(finding.level is Level.BAD for finding in findings):
        raise typer.Exit(1)


@cli.command()
def backup(archive: Annotated[Path, typer.Argument(help="the .tar.gz to write")]) -> None:
    """Write the truth and the files into one archive (without the master key)."""
    _or_explain(lambda: back_up(read_settings(), archive, datetime.now(UTC), tell))


@cli.command()
def restore(archive: Annotated[Path, typer.Argument(help="a .tar.gz that siyu backup wrote")]) -> None:
    """Load a backup into an empty database; nothing is sent until a person lifts the fence."""
    _or_explain(lambda: restore_backup(read_settings(), archive, tell))


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
    _or_explain(lambda: asyncio.run(open_accounts(read_settings(), accounts, password)))


@cli.command()
def openapi() -> None:
    """Print the API's description as JSON; `docs/openapi.json` is its snapshot."""
    plugs.register()
    tell(json.dumps(create_app(plugs.routers()).openapi(), indent=1, ensure_ascii=False, sort_keys=True))


def _or_explain(work: Callable[[], None]) -> None:
    try:
        work()
    except (BackupError, SituationError) as error:
        typer.echo(error.sentence("zh") if isinstance(error, SituationError) else str(error), err=True)
        raise typer.Exit(1) from None
