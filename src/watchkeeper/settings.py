"""Bootstrap settings: what must be known before the database is open. Read once, then frozen.

Each comes from the variable WATCHKEEPER_<NAME>, or from the key <name> of watchkeeper.toml; the
variable wins. A secret may also be in a file: WATCHKEEPER_<NAME>_FILE or <name>_file names it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)

from watchkeeper.errors import InputError
from watchkeeper.texts import N_
from watchkeeper.values import dataclass

PREFIX = "WATCHKEEPER_"
FILE_NAME = "watchkeeper.toml"
SECRETS = ("api_key", "password", "plex_token")
BASE_PATH = re.compile(r"(/[A-Za-z0-9._~-]+)*")
LOCAL_TIME = Path("/etc/localtime")


class Settings(BaseModel):
    """What environment and file say; the default of each field is what holds without them."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    data: Path = Field(description=N_("The folder with everything that must live."))
    host: str = Field(default="127.0.0.1", description=N_("The address to listen on; :: for all."))
    port: int = Field(default=8181, ge=1, le=65535, description=N_("The port to listen on."))
    base_path: str = Field(
        default="", description=N_("The path under which a proxy shows us, e.g. /watch.")
    )
    database_url: str = Field(
        default="", description=N_('Another database; "" is SQLite in the data folder.')
    )
    timezone: str = Field(
        default="UTC", description=N_("The owner's time zone, e.g. Europe/Berlin; else TZ.")
    )
    api_key: SecretStr | None = Field(
        default=None, description=N_("The first Tautulli-style key, 32 digits.")
    )
    owner: str = Field(
        default="", description=N_("Name of the owner's account, for unattended set-up.")
    )
    password: SecretStr | None = Field(
        default=None, description=N_("Password of the owner's account.")
    )
    plex_url: str = Field(default="", description=N_("The address of a first Plex server."))
    plex_token: SecretStr | None = Field(default=None, description=N_("The token for that server."))
    plex_tv_url: str = Field(default="https://plex.tv", description=N_("The address of plex.tv."))
    set: dict[str, str] = Field(
        default={}, description=N_("Preferences fixed from outside: name=value,name=value.")
    )
    trusted_proxies: tuple[IPv4Network | IPv6Network, ...] = Field(
        default=(),
        description=N_("Addresses or networks whose X-Forwarded-* headers are believed."),
    )
    scripts: Path | None = Field(
        default=None,
        description=N_(
            "A folder outside the data folder whose scripts notifiers may run; none: off."
        ),
    )
    plex_logs: Path | None = Field(
        default=None,
        description=N_("The folder of the Plex Media Server's log files, to show them; none: off."),
    )
    languages: Path | None = Field(
        default=None,
        description=N_("A folder with more languages of pages, as <code>.mo; none: only ours."),
    )
    hsts: bool = Field(default=False, description=N_("Tell browsers to use TLS from now on."))
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description=N_("The least that is logged.")
    )
    log_format: Literal["auto", "pretty", "json"] = Field(
        default="auto", description=N_("How lines look on the screen; auto: pretty on a terminal.")
    )

    @property
    def zone(self) -> ZoneInfo:
        """The owner's time zone."""
        return ZoneInfo(self.timezone)

    @field_validator("data")
    @classmethod
    def _whole_path(cls, value: Path) -> Path:
        return value.expanduser().absolute()

    @model_validator(mode="after")
    def _scripts_elsewhere(self) -> Settings:
        """What the program itself can write must never be what it runs."""
        if self.scripts is None:
            return self
        folder, data = self.scripts.expanduser().resolve(), self.data.resolve()
        if folder.is_relative_to(data) or data.is_relative_to(folder):
            raise ValueError("scripts must be a folder outside the data folder")
        return self

    @field_validator("base_path")
    @classmethod
    def _one_slash_in_front(cls, value: str) -> str:
        path = f"/{value.strip('/')}" if value.strip("/") else ""
        if not BASE_PATH.fullmatch(path):
            raise ValueError("must look like /watch or /tools/watch")
        return path

    @field_validator("database_url")
    @classmethod
    def _only_sqlite(cls, value: str) -> str:
        if value:
            raise ValueError(
                "is not taken yet: this version keeps its SQLite database in the data folder"
            )
        return value

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            return ZoneInfo(value.removeprefix(":")).key
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ValueError("must be the name of a time zone, e.g. Europe/Berlin") from error

    @field_validator("plex_url", "plex_tv_url")
    @classmethod
    def _web_address(cls, value: str) -> str:
        parts = urlsplit(value)
        if value and (parts.scheme not in ("http", "https") or not parts.hostname):
            raise ValueError("must be an address such as http://192.168.1.5:32400")
        return value.rstrip("/")

    @field_validator("set", mode="before")
    @classmethod
    def _pairs(cls, value: object) -> object:
        return fixed_preferences(value) if isinstance(value, str) else value

    @field_validator("trusted_proxies", mode="before")
    @classmethod
    def _listed(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @model_validator(mode="after")
    def _pairs_are_whole(self) -> Settings:
        for one, other in (("owner", "password"), ("plex_url", "plex_token")):
            if bool(getattr(self, one)) != bool(getattr(self, other)):
                raise ValueError(
                    f"{PREFIX}{one.upper()} and {PREFIX}{other.upper()} belong together:"
                    " give both or neither"
                )
        return self


@dataclass(frozen=True, slots=True)
class _Told:
    """A value and where it was told, for messages."""

    value: object
    by: str


def load(environ: Mapping[str, str], working_folder: Path) -> Settings:
    """The settings from the environment and the file.

    The file is the one that WATCHKEEPER_CONFIG names, else watchkeeper.toml in the working folder,
    else the one in the data folder.

    Raises:
        InputError: something does not fit; `field` is the variable or the key with its file.
    """
    from_environment = _from_environment(environ)
    data = from_environment.get("data") or _Told(_default_data(environ), "data")
    path = _file(environ, working_folder, Path(str(data.value)))
    told = {
        "data": data,
        "timezone": _Told(environ.get("TZ") or _system_zone(), "TZ"),
        **(_from_file(path) if path else {}),
        **from_environment,
    }
    told = _with_secret_files(told)
    try:
        return Settings.model_validate({name: each.value for name, each in told.items()})
    except ValidationError as error:
        raise _explained(error, told) from None


def unknown_variables(environ: Mapping[str, str]) -> list[str]:
    """Variables with our prefix that mean nothing: misspelt ones, most likely."""
    known = {PREFIX + name.upper() for name in _names()} | {f"{PREFIX}CONFIG"}
    return sorted(name for name in environ if name.startswith(PREFIX) and name not in known)


def fixed_preferences(text: str) -> dict[str, str]:
    """The pairs of name=value,name=value. A piece without "=" belongs to the value before it.

    Examples:
        >>> fixed_preferences("watched_marker=1, home_stats_cards=top_tv,top_movies")
        {'watched_marker': '1', 'home_stats_cards': 'top_tv,top_movies'}
    """
    pairs: dict[str, str] = {}
    name = ""
    for piece in text.split(","):
        before, sign, after = piece.partition("=")
        if sign and before.strip():
            name = before.strip()
            pairs[name] = after.strip()
        elif name:
            pairs[name] += f",{piece.strip()}"
        elif piece.strip():
            raise ValueError("must be pairs such as tv_watched_percent=90,watched_marker=1")
    return pairs


def _names() -> list[str]:
    return [*Settings.model_fields, *(f"{name}_file" for name in SECRETS)]


def _from_environment(environ: Mapping[str, str]) -> dict[str, _Told]:
    variables = {name: PREFIX + name.upper() for name in _names()}
    return {
        name: _Told(environ[variable], variable)
        for name, variable in variables.items()
        if environ.get(variable, "") != ""
    }


def _from_file(path: Path) -> dict[str, _Told]:
    try:
        content = tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(f"{path} cannot be read: {error}", field=str(path)) from error
    told = {name: _Told(value, f"{name} in {path}") for name, value in content.items()}
    for name in told.keys() - set(_names()):
        raise InputError(f"{path}: there is no setting called {name}.", field=told[name].by)
    if isinstance(content.get("set"), dict):
        values = {name: _as_text(value) for name, value in content["set"].items()}
        told["set"] = _Told(values, told["set"].by)
    return told


def _as_text(value: object) -> str:
    """A value of the file in the form that a variable would have."""
    if isinstance(value, list):
        return ",".join(map(str, value))
    return str(int(value)) if isinstance(value, bool) else str(value)


def _with_secret_files(told: dict[str, _Told]) -> dict[str, _Told]:
    """Each NAME_FILE replaced by what stands in the file."""
    read = dict(told)
    for name in SECRETS:
        file = read.pop(f"{name}_file", None)
        if file is None:
            continue
        try:
            secret = Path(str(file.value)).read_text("utf-8").strip()
        except (OSError, ValueError) as error:
            raise InputError(f"{file.by}: the file cannot be read.", field=file.by) from error
        read[name] = _Told(secret, file.by)
    return read


def _file(environ: Mapping[str, str], working_folder: Path, data: Path) -> Path | None:
    named = environ.get(f"{PREFIX}CONFIG")
    if named:
        return Path(named)
    candidates = (working_folder / FILE_NAME, data.expanduser() / FILE_NAME)
    return next((path for path in candidates if path.is_file()), None)


def _default_data(environ: Mapping[str, str]) -> str:
    home = environ.get("XDG_DATA_HOME") or "~/.local/share"
    return f"{home}/watchkeeper"


def _system_zone() -> str:
    """The machine's own zone, UTC when it has none."""
    _, found, name = str(LOCAL_TIME.resolve()).partition("/zoneinfo/")
    return name if found else "UTC"


def _explained(error: ValidationError, told: Mapping[str, _Told]) -> InputError:
    """The first thing that does not fit, without its value: it may be a secret."""
    problem = error.errors(include_input=False, include_url=False)[0]
    message = str(problem["msg"]).removeprefix("Value error, ").replace("Input should", "must")
    if not problem["loc"]:
        return InputError(f"{message}.")
    name = str(problem["loc"][0])
    by = told[name].by if name in told else name
    return InputError(f"{by}: {message}.", field=by)
