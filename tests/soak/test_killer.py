"""What counts as a kill: a process that lived, and is dead of it."""

import subprocess
import sys

import psutil

from tests.soak.killer import has_died


def test_only_the_living_can_be_killed_and_only_once() -> None:
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    process = psutil.Process(child.pid)
    assert has_died(process)
    assert not has_died(process), "a zombie is no second kill"
    child.wait()
    assert not has_died(process), "nor is a process that is gone"
