"""Everything that can be chosen from outside, as environment variables that begin with `SIYU_`."""

import secrets
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class DemoCard(BaseModel):
    """A way into a demo with one click: whose account it is, and its password, which a demo has no need to hide."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    login: str
    password: str
    title_zh: str
    title_en: str
    about_zh: str = ""
    about_en: str = ""


class Settings(BaseSettings):
    """The product's settings; unset stores mean the embedded ones inside `data_dir`."""

    model_config = SettingsConfigDict(env_prefix="SIYU_", frozen=True, extra="ignore")

    data_dir: Path = Path("var")
    database_url: SecretStr | None = None
    warehouse_url: SecretStr | None = None
    web_host: str = "127.0.0.1"
    web_port: int = Field(default=8600, ge=0, le=65535)
    web_processes: int = Field(default=1, ge=1, le=64)
    worker_processes: int = Field(default=1, ge=1, le=64)
    public_url: str | None = None
    zone_name: str = "Asia/Shanghai"
    master_key: SecretStr | None = None
    organisation: str = ""
    demo: bool = False
    demo_cards: tuple[DemoCard, ...] = ()
    phones_url: str | None = None
    log_level: str = "INFO"
    pool_size: int = Field(default=8, ge=1, le=200)
    postgres_user: str | None = None
    simulator_url: str | None = None
    session_hours: int = Field(default=12, ge=1)
    callback_tolerance_seconds: int = Field(default=600, ge=30)
    console_dir: Path | None = None
    # Hosts whose pictures the console's pages may load; none unless named, so that no page asks strangers.
    picture_hosts: tuple[Annotated[str, Field(pattern=r"^(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)+$")], ...] = ()

    @field_validator("zone_name")
    @classmethod
    def _zone_exists(cls, name: str) -> str:
        ZoneInfo(name)
        return name

    @field_validator("data_dir")
    @classmethod
    def _absolute(cls, path: Path) -> Path:
        return path.expanduser().resolve()

    @property
    def zone(self) -> ZoneInfo:
        """The organisation's zone: days, quiet hours and caps are decided in it."""
        return ZoneInfo(self.zone_name)

    @property
    def address(self) -> str:
        """Where people and callbacks reach the product."""
        return self.public_url or f"http://{self.web_host}:{self.web_port}"

    def read_master_key(self) -> bytes:
        """The 32-byte key above all field keys; made once in `data_dir/master.key` when not given (64 hex digits)."""
        if self.master_key is not None:
            return bytes.fromhex(self.master_key.get_secret_value())
        path = self.data_dir / "master.key"
        if not path.exists():
            self.data_dir.mkdir(parents=True, exist_ok=True)
            fresh = path.with_suffix(f".{secrets.token_hex(4)}")
            fresh.touch(mode=0o600)
            fresh.write_text(secrets.token_hex(32))
            try:
                path.hardlink_to(fresh)
            except FileExistsError:
                pass  # another process was first; its key is the key
            finally:
                fresh.unlink()
        return bytes.fromhex(path.read_text().strip())
