"""The short form of the kills, for every day: callbacks first, then a campaign to everybody, on one stack."""

import pytest

from tests.builders.stack import running_company
from tests.soak import callback_run, campaign_run
from tests.soak.campaign_run import Form
from tests.soak.conftest import Tell

SEED = 20261122
FORM = Form(staff=20, kills={"worker": 2, "web": 1, "warehouse": 1, "postgres": 1}, slow=1.0, cut=0.1, seconds=300)


@pytest.mark.timeout(900)
def test_callbacks_and_a_campaign_survive_kills(tell: Tell) -> None:
    with running_company(staff=FORM.staff, seed=SEED) as company:
        friends = company.befriend(2_000)
        callback_run.survive_kills(company, friends[:600], {"web": 2, "worker": 1}, seed=SEED, tell=tell)
        campaign_run.survive_kills(company, friends, FORM, seed=SEED, tell=tell)
