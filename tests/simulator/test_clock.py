"""The simulated clock."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.clock import Clock
from tests.builders.simulator import ControlRefused, SimulatorClient


def test_a_frozen_clock_stands_still_until_it_is_moved(sim: SimulatorClient) -> None:
    start = sim.set_clock(at=1_800_000_000, speed=0)
    time.sleep(0.05)
    assert sim.now() == start == 1_800_000_000
    assert sim.set_clock(advance_s=3600) == 1_800_003_600


def test_a_fast_clock_runs_up_to_ten_thousand_times(sim: SimulatorClient) -> None:
    start = sim.set_clock(at=1_800_000_000, speed=10_000)
    time.sleep(0.1)
    assert sim.now() - start >= 1000
    with pytest.raises(ControlRefused):
        sim.set_clock(speed=10_001)


def test_a_shifted_clock_keeps_its_shift_and_can_go_home(sim: SimulatorClient) -> None:
    sim.set_clock(advance_s=-86_400)
    assert sim.now() == pytest.approx(time.time() - 86_400, abs=5)
    assert sim.set_clock(real=True) == pytest.approx(time.time(), abs=5)


@given(st.floats(0, 10_000), st.floats(-1e6, 1e6))
def test_changing_the_pace_never_jumps(speed: float, shift: float) -> None:
    clock = Clock()
    clock.change(at=clock.now() + shift)
    before = clock.now()
    clock.change(speed=speed)
    assert 0 <= clock.now() - before < 1 + speed


def test_waiting_time_follows_the_pace() -> None:
    clock = Clock()
    clock.change(at=1000.0, speed=0)
    assert clock.real_seconds_until(999.0) == 0
    assert clock.real_seconds_until(1001.0) is None
    clock.change(speed=100)
    assert clock.real_seconds_until(1100.0) == pytest.approx(1.0, abs=0.2)
