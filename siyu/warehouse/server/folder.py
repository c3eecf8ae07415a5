"""The folder of the embedded warehouse: one owner at a time, and the owner notices when it is gone."""

import fcntl
import os
import shutil
from pathlib import Path
from types import TracebackType
from typing import Self


class FolderTaken(RuntimeError):
    """Another process owns this warehouse folder; stop it first or choose another folder."""


class WarehouseFolder:
    """Exclusive ownership of `path`, by a lock file that the kernel releases when the owner dies."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = path / "owner.lock"
        self._descriptor: int | None = None

    def __enter__(self) -> Self:
        """Make the folder if needed and own it; raises `FolderTaken` when somebody else does."""
        self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
        was_ours = self._lock.exists()
        descriptor = os.open(self._lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            owner = os.pread(descriptor, 32, 0).decode(errors="replace").strip() or "?"
            os.close(descriptor)
            raise FolderTaken(f"the warehouse folder {self.path} is in use by process {owner}") from None
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, str(os.getpid()).encode(), 0)
        self._descriptor = descriptor
        if not was_ours and self.store.exists():
            # Somebody deleted the folder while it was in use; what is left is a torn store, never to be trusted.
            shutil.rmtree(self.store)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    @property
    def store(self) -> Path:
        """Where the engine keeps its files."""
        return self.path / "store"

    def is_intact(self) -> bool:
        """Whether the folder we opened is still the one on disk (it may have been deleted under us)."""
        if self._descriptor is None:
            return False
        try:
            there, ours = os.stat(self._lock), os.fstat(self._descriptor)
        except FileNotFoundError:
            return False
        return (there.st_ino, there.st_dev) == (ours.st_ino, ours.st_dev) and self.store.is_dir()
