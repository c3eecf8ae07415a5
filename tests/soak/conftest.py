"""What soak runs share: where their figures go."""

import json
import sys
from collections.abc import Callable
from typing import Any

import pytest

Tell = Callable[..., None]


@pytest.fixture
def tell(request: pytest.FixtureRequest, capfd: pytest.CaptureFixture[str]) -> Tell:
    """Print one line of figures of this run, also when it passes, and keep it in `var/soak-figures.jsonl`."""

    def say(**figures: Any) -> None:
        line = json.dumps({"test": request.node.name, **figures}, ensure_ascii=False, default=str)
        with capfd.disabled():
            sys.stdout.write(f"\nsoak: {line}\n")
            sys.stdout.flush()
        folder = request.config.rootpath / "var"
        folder.mkdir(exist_ok=True)
        with (folder / "soak-figures.jsonl").open("a") as log:
            log.write(line + "\n")

    return say
