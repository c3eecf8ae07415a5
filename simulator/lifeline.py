"""``--until-eof``: end when standard input ends, which it does when whoever started us is gone."""

import os
import signal
import sys
import threading
import time

_ORDERLY_SECONDS = 5.0


def end_with_input() -> None:
    """Watch standard input; at its end stop in order, and by force if that takes too long."""
    threading.Thread(target=_watch, name="lifeline", daemon=True).start()


def _watch() -> None:
    while os.read(sys.stdin.fileno(), 4096):
        continue
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(_ORDERLY_SECONDS)
    os._exit(1)
