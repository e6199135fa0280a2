"""Bootstrap settings: what must be known before the database is open. Read once, then frozen.

Each comes from the variable WATCHKEEPER_<NAME>, or from the key <name> of watchkeeper.toml; the
variable wins. A secret may also be in a file: WATCHKEEPER_<NAME>_FILE or <name>_file names it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import field, fields
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from watchkeeper.errors import InputError
from watchkeeper.reading import (
    UnfitError,
    one_of,
    read_fields,
    switch,
    text,
    texts,
    told_by,
    within,
)
from watchkeeper.texts import N_
from watchkeeper.values import dataclass

PREFIX = "WATCHKEEPER_"
FILE_NAME = "watchkeeper.toml"
SECRETS = ("api_key", "password", "plex_token")
BASE_PATH = re.compile(r"(/[A-Za-z0-9._~-]+)*")
LOCAL_TIME = Path("/etc/localtime")
LEVELS = ("debug", "info", "warning", "error")
FORMS = ("auto", "pretty", "json")

Network = IPv4Network | IPv6Network


class Secret:
    """A text that is shown nowhere by accident."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def __repr__(self) -> str:
        return "Secret(...)"

    def __bool__(self) -> bool:
        return bool(self._text)

    def reveal(self) -> str:
        """The text itself."""
        return self._text


def _secret(value: object) -> Secret:
    return Secret(text(value))


def _path(value: object) -> Path:
    return Path(text(value))


def _whole_path(value: object) -> Path:
    return _path(value).expanduser().absolute()


def _base_path(value: object) -> str:
    """One slash in front, none behind."""
    inner = text(value).strip("/")
    path = f"/{inner}" if inner else ""
    if not BASE_PATH.fullmatch(path):
        raise ValueError("The value must look like /watch or /tools/watch.")
    return path


def _only_sqlite(value: object) -> str:
    if text(value):
        raise ValueError(
            "No other is taken yet: this version keeps its SQLite database in the data folder."
        )
    return ""


def _zone_name(value: object) -> str:
    try:
        return ZoneInfo(text(value).removeprefix(":")).key
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(
            "The value must be the name of a time zone, e.g. Europe/Berlin."
        ) from error


def _web_address(value: object) -> str:
    address = text(value)
    parts = urlsplit(address)
    if address and (parts.scheme not in ("http", "https") or not parts.hostname):
        raise ValueError("The value must be an address such as http://192.168.1.5:32400.")
    return address.rstrip("/")


def _pairs(value: object) -> dict[str, str]:
    return value if isinstance(value, dict) else fixed_preferences(text(value))


def _networks(value: object) -> tuple[Network, ...]:
    try:
        return tuple(map(ip_network, texts(value)))
    except ValueError as error:
        raise ValueError("The value must be addresses or networks, such as 10.0.0.0/8.") from error


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What environment and file say; the default of each field is what holds without them."""

    data: Path = field(
        metadata=told_by(_whole_path, help=N_("The folder with everything that must live."))
    )
    host: str = field(
        default="127.0.0.1",
        metadata=told_by(text, help=N_("The address to listen on; :: for all.")),
    )
    port: int = field(
        default=8181, metadata=told_by(within(1, 65535), help=N_("The port to listen on."))
    )
    base_path: str = field(
        default="",
        metadata=told_by(
            _base_path, help=N_("The path under which a proxy shows us, e.g. /watch.")
        ),
    )
    database_url: str = field(
        default="",
        metadata=told_by(
            _only_sqlite, help=N_('Another database; "" is SQLite in the data folder.')
        ),
    )
    timezone: str = field(
        default="UTC",
        metadata=told_by(
            _zone_name, help=N_("The owner's time zone, e.g. Europe/Berlin; else TZ.")
        ),
    )
    api_key: Secret | None = field(
        default=None, metadata=told_by(_secret, help=N_("The first Tautulli-style key, 32 digits."))
    )
    owner: str = field(
        default="",
        metadata=told_by(text, help=N_("Name of the owner's account, for unattended set-up.")),
    )
    password: Secret | None = field(
        default=None, metadata=told_by(_secret, help=N_("Password of the owner's account."))
    )
    plex_url: str = field(
        default="", metadata=told_by(_web_address, help=N_("The address of a first Plex server."))
    )
    plex_token: Secret | None = field(
        default=None, metadata=told_by(_secret, help=N_("The token for that server."))
    )
    plex_tv_url: str = field(
        default="https://plex.tv",
        metadata=told_by(_web_address, help=N_("The address of plex.tv.")),
    )
    set: dict[str, str] = field(
        default_factory=dict,
        metadata=told_by(_pairs, help=N_("Preferences fixed from outside: name=value,name=value.")),
    )
    trusted_proxies: tuple[Network, ...] = field(
        default=(),
        metadata=told_by(
            _networks, help=N_("Addresses or networks whose X-Forwarded-* headers are believed.")
        ),
    )
    scripts: Path | None = field(
        default=None,
        metadata=told_by(
            _path,
            help=N_("A folder outside the data folder whose scripts notifiers may run; none: off."),
        ),
    )
    plex_logs: Path | None = field(
        default=None,
        metadata=told_by(
            _path,
            help=N_("The folder of the Plex Media Server's log files, to show them; none: off."),
        ),
    )
    languages: Path | None = field(
        default=None,
        metadata=told_by(
            _path, help=N_("A folder with more languages of pages, as <code>.mo; none: only ours.")
        ),
    )
    hsts: bool = field(
        default=False, metadata=told_by(switch, help=N_("Tell browsers to use TLS from now on."))
    )
    log_level: Literal["debug", "info", "warning", "error"] = field(
        default="info", metadata=told_by(one_of(LEVELS), help=N_("The least that is logged."))
    )
    log_format: Literal["auto", "pretty", "json"] = field(
        default="auto",
        metadata=told_by(
            one_of(FORMS), help=N_("How lines look on the screen; auto: pretty on a terminal.")
        ),
    )

    @property
    def zone(self) -> ZoneInfo:
        """The owner's time zone."""
        return ZoneInfo(self.timezone)


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
        values = read_fields(Settings, {name: each.value for name, each in told.items()})
    except UnfitError as error:
        by = told[error.field].by
        raise InputError("%(name)s: %(reason)s", name=by, reason=error, field=by) from None
    settings = Settings(**values)
    _check_pairs(settings)
    _check_scripts(settings)
    return settings


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
            raise ValueError(
                "The value must be pairs such as tv_watched_percent=90,watched_marker=1."
            )
    return pairs


def _names() -> list[str]:
    return [*(each.name for each in fields(Settings)), *(f"{name}_file" for name in SECRETS)]


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
        raise InputError(
            "%(path)s cannot be read: %(reason)s", path=path, reason=error, field=str(path)
        ) from error
    told = {name: _Told(value, f"{name} in {path}") for name, value in content.items()}
    for name in told.keys() - set(_names()):
        raise InputError(
            "%(path)s: there is no setting called %(name)s.",
            path=path,
            name=name,
            field=told[name].by,
        )
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
            raise InputError(
                "%(name)s: the file cannot be read.", name=file.by, field=file.by
            ) from error
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


def _check_pairs(settings: Settings) -> None:
    for one, other in (("owner", "password"), ("plex_url", "plex_token")):
        if bool(getattr(settings, one)) != bool(getattr(settings, other)):
            raise InputError(
                "%(one)s and %(other)s belong together: give both or neither.",
                one=f"{PREFIX}{one.upper()}",
                other=f"{PREFIX}{other.upper()}",
            )


def _check_scripts(settings: Settings) -> None:
    """What the program itself can write must never be what it runs."""
    if settings.scripts is None:
        return
    folder, data = settings.scripts.expanduser().resolve(), settings.data.resolve()
    if folder.is_relative_to(data) or data.is_relative_to(folder):
        raise InputError("scripts must be a folder outside the data folder.")
