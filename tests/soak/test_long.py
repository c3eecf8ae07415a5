"""The long forms, run by `make soak`: the promises at their full size."""

import pytest

from tests.builders.stack import running_company
from tests.soak import callback_run, campaign_run, welcome_run
from tests.soak.campaign_run import Form
from tests.soak.conftest import Tell
from tests.soak.welcome_run import Pile

pytestmark = [pytest.mark.soak, pytest.mark.timeout(3600)]

FORM = Form(staff=400, kills={"worker": 16, "web": 8, "warehouse": 6, "postgres": 5}, slow=1.5, cut=0.05, seconds=2400)


def test_a_hundred_thousand_get_it_once_through_thirty_five_kills(tell: Tell) -> None:
    with running_company(staff=FORM.staff, seed=20261123, SIYU_WORKER_PROCESSES="2") as company:
        friends = company.befriend(100_000)
        campaign_run.survive_kills(company, friends, FORM, seed=20261123, tell=tell)


def test_ten_thousand_callbacks_survive_fifty_kills(tell: Tell) -> None:
    wanted = {"web": 24, "worker": 18, "warehouse": 4, "postgres": 4}
    with running_company(staff=5, seed=20261124) as company:
        callback_run.survive_kills(company, company.befriend(10_000), wanted, seed=20261124, tell=tell)


def test_a_minute_of_a_thousand_callbacks_a_second_is_answered_in_time(tell: Tell) -> None:
    with running_company(staff=20, seed=20261125) as company:
        callback_run.keep_pace(company, company.befriend(48_000), per_second=1000, seed=20261125, tell=tell)


def test_welcomes_do_not_wait_behind_a_million_others(tell: Tell) -> None:
    pile = Pile(callbacks=700_000, jobs=300_000)
    with running_company(staff=5, seed=20261126) as company:
        welcome_run.greet_behind(company, pile, scans=3_000, per_second=25, seed=20261126, tell=tell)
