"""Remembers which features of the register were shown by passing tests, for `make features`."""

import json
from pathlib import Path

import pytest

_SHOWN: set[str] = set()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]):
    outcome = yield
    report = outcome.get_result()
    if report.when == "call":
        report.features = [mark.args[0] for mark in item.iter_markers("feature")]


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.when == "call" and report.passed:
        _SHOWN.update(getattr(report, "features", []))


def pytest_sessionfinish(session: pytest.Session) -> None:
    if hasattr(session.config, "workerinput"):
        return
    folder = Path(session.config.rootpath) / "var"
    folder.mkdir(exist_ok=True)
    (folder / "features-shown.json").write_text(json.dumps(sorted(_SHOWN)))
