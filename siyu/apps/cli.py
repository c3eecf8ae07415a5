"""The command line: `siyu up | web | worker | warehouse | migrate | doctor | backup | restore`.

A command's module is loaded only when the command is called: every part of the product is one of these commands, and
a part should not wait for the code of all the others.
"""

import gc
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup
from typer.main import get_command

_MODULES = {
    "up": "running",
    "warehouse": "running",
    "web": "serving",
    "worker": "serving",
    "migrate": "tending",
    "doctor": "tending",
    "backup": "tending",
    "restore": "tending",
    "account": "tending",
    "openapi": "tending",
}


class _Commands(TyperGroup):
    """The commands by name, each loaded when asked for."""

    def list_commands(self, ctx: Any) -> list[str]:
        return list(_MODULES)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in _MODULES:
            return None
        # What is loaded now stays until the end: looking through it for garbage meanwhile only costs time.
        gc.disable()
        module = import_module(f"siyu.apps.commands.{_MODULES[cmd_name]}")
        gc.freeze()
        gc.enable()
        group: Any = get_command(module.cli)
        return group.get_command(ctx, cmd_name)


cli = typer.Typer(
    cls=_Commands,
    no_args_is_help=True,
    add_completion=False,
    help="Siyu 私域: the private-domain platform on WeCom.",
)


@cli.callback()
def _siyu() -> None:
    """Siyu 私域: the private-domain platform on WeCom."""


def main() -> None:
    """Entry of the `siyu` command."""
    cli()


if __name__ == "__main__":
    main()
