"""What campaigns do later: planning, and noticing their end."""

from siyu.acquisition.campaigns.service import runs
from siyu.runtime.house import House
from siyu.runtime.jobs import every


@every("* * * * *", name="campaigns.keep")
async def keep(house: House) -> None:
    """Running campaigns whose planning was cut are planned on; those with nothing left to do end."""
    await runs.keep_campaigns(house)
