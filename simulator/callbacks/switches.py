"""What can be made to go wrong between WeCom and the receiver, per company."""

from pydantic import BaseModel, ConfigDict, Field


class Switches(BaseModel):
    """Behaviour of the callback sender. Seconds are real seconds: this is the network, not the clock."""

    model_config = ConfigDict(extra="forbid")

    duplicate: float = Field(0.0, ge=0, le=1, description="chance that a delivery is repeated although it was accepted")
    copies: int = Field(1, ge=1, le=10, description="how many repeats a duplicated delivery gets at most")
    loss: float = Field(0.0, ge=0, le=1, description="chance that a delivery is never sent")
    delay_s: float = Field(0.0, ge=0, description="every delivery waits this long")
    reorder_s: float = Field(0.0, ge=0, description="every delivery waits a random time up to this long")
    pad: int = Field(0, ge=-1, le=32, description="force this padding length; 0 = as it comes, -1 = cycle 1…32")
    omit_agent_id: bool = Field(False, description="leave AgentID out of the envelope")
    spaces_in_tags: bool = Field(False, description="print closing tags as </Tag >")
    unreachable: bool = Field(False, description="behave as if the receiver could not be reached")
    timeout_s: float = Field(5.0, gt=0)
    tries: int = Field(3, ge=1, le=10)
    retry_after_s: float = Field(1.0, ge=0)
    concurrency: int = Field(32, ge=1, le=512, description="deliveries under way at the same time")
    stamp: str = Field("clock", pattern="^(clock|real)$", description="which time the timestamp parameter shows")
