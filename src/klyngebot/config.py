"""Settings: a TOML file, then ``.env``, then the environment. Values are never shown in errors."""

import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

PREFIX = "KLYNGEBOT_"
CONFIG_VARIABLE = "KLYNGEBOT_CONFIG"
DEFAULT_FILE = Path("config/klyngebot.toml")


class SettingsError(Exception):
    """The settings cannot be used; a line for each that is wrong, by name and never by value."""


def _check_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise ValueError("is not the name of a time zone such as Europe/Oslo") from error
    return name


def _check_token(token: SecretStr) -> SecretStr:
    if token.get_secret_value() and not re.fullmatch(r"\d+:[\w-]{20,}", token.get_secret_value()):
        raise ValueError("is not shaped like a token from BotFather (digits, a colon, letters)")
    return token


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class TelegramSettings(_Section):
    """How Telegram is reached."""

    token: Annotated[SecretStr, AfterValidator(_check_token)] = SecretStr("")
    api_url: str = Field(default="https://api.telegram.org", pattern=r"^https?://")
    poll_seconds: int = Field(default=25, ge=1, le=50)


class StoreSettings(_Section):
    """Where the data lies."""

    path: Path = Path("var/klyngebot.sqlite3")
    backups: Path = Path("var/backups")
    backups_kept: int = Field(default=7, ge=1)


class DeliverySettings(_Section):
    """How fast messages go out."""

    per_second: int = Field(default=30, ge=1, le=1000)
    per_group_minute: int = Field(default=20, ge=1, le=20)
    per_chat_second: int = Field(default=4, ge=1)
    in_flight: int = Field(default=8, ge=1, le=64)


class AnnouncingSettings(_Section):
    """How a leader is kept from sending by mistake."""

    regret_seconds: int = Field(default=30, ge=0, le=600)
    ask_twice_above: int = Field(default=50, ge=0)
    quiet_nights: bool = True


class ClusterSettings(_Section):
    """What the bot says of the cluster."""

    name: str = "Mineralklynge Nord"
    office: str = "Prosjektkontoret"
    contact: str = "post@example.no"
    zone: Annotated[str, AfterValidator(_check_zone)] = "Europe/Oslo"


class Settings(BaseSettings):
    """Everything an operator can set."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_nested_delimiter="__",
        env_file=".env",
        extra="forbid",
        frozen=True,
        hide_input_in_errors=True,
    )

    telegram: TelegramSettings = TelegramSettings()
    store: StoreSettings = StoreSettings()
    delivery: DeliverySettings = DeliverySettings()
    announcing: AnnouncingSettings = AnnouncingSettings()
    cluster: ClusterSettings = ClusterSettings()

    @property
    def zone(self) -> ZoneInfo:
        """Return the cluster's time zone."""
        return ZoneInfo(self.cluster.zone)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Return the sources, the strongest first."""
        del file_secret_settings
        toml = TomlConfigSettingsSource(settings_cls, toml_file=_config_file(os.environ))
        return init_settings, env_settings, dotenv_settings, toml


def load_settings(**overrides: Any) -> Settings:
    """Return the settings of this process.

    Raises:
        SettingsError: Something is misspelt, missing or out of range.
    """
    _refuse_unknown(os.environ)
    try:
        return Settings(**overrides)
    except ValidationError as error:
        lines = [_line(problem) for problem in error.errors(include_input=False)]
        raise SettingsError("\n".join(lines)) from None
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{_config_file(os.environ)}: {error}") from None
    except (OSError, ValueError) as error:
        raise SettingsError(f"the settings cannot be read: {type(error).__name__}") from None


def _config_file(environment: Mapping[str, str]) -> Path:
    named = environment.get(CONFIG_VARIABLE)
    if named is None:
        return DEFAULT_FILE
    if not Path(named).is_file():
        raise SettingsError(f"{CONFIG_VARIABLE} names a file that is not there: {named}")
    return Path(named)


def _refuse_unknown(environment: Mapping[str, str]) -> None:
    sections = {name.upper() for name in Settings.model_fields}
    unknown = [
        name
        for name in environment
        if name.upper().startswith(PREFIX)
        and name.upper() != CONFIG_VARIABLE
        and name.upper().removeprefix(PREFIX).split("__")[0] not in sections
    ]
    bare = [
        name
        for name in environment
        if name.upper().startswith(PREFIX) and name.upper().removeprefix(PREFIX) in sections
    ]
    if bare:
        raise SettingsError(
            f"{', '.join(sorted(bare))} is a section; its settings are set one by one, "
            f"such as {PREFIX}TELEGRAM__TOKEN"
        )
    if unknown:
        raise SettingsError(f"no setting is called {', '.join(sorted(unknown))}")


def _line(problem: Mapping[str, Any]) -> str:
    path = [str(part) for part in problem["loc"]]
    variable = PREFIX + "__".join(path).upper()
    what = "there is no such setting" if problem["type"] == "extra_forbidden" else problem["msg"]
    return f"{'.'.join(path)} ({variable}): {what}"
