"""The `tautulli` library, unchanged: its own method for each command that reads, raw and typed.

Run by the client's own Python with the address, the key and facts of the house as JSON. Prints one
JSON object: what was asked, what the raw face gave, and which typed models could not be made.
"""

import contextlib
import inspect
import io
import json
import sys
from collections.abc import Callable

import tautulli
from model_errors import told

LEFT_OUT = frozenset(
    {
        "shortcuts",
        "docs",
        "docs_md",
        "download_config",
        "download_database",
        "download_export",
        "download_log",
        "download_plex_log",
        "get_geoip_lookup",
        "get_whois_lookup",
        "get_server_id",
        "notify",
        "notify_newsletter",
        "notify_recently_added",
        "pms_image_proxy",
        "sql",
        "register_device",
        "restart",
        "update",
        "terminate_session",
    }
)
CHANGING = ("add_", "backup_", "delete_", "edit_", "export_", "import_", "logout_", "refresh_",
            "regroup_", "set_", "undelete_", "update_metadata")  # fmt: skip


def needed(method: Callable[..., object], facts: dict[str, object]) -> dict[str, object]:
    """The arguments that a method cannot do without."""
    found = {}
    for name, parameter in inspect.signature(method).parameters.items():
        if parameter.default is inspect.Parameter.empty or name in (
            "rating_key",
            "row_id",
            "machine_id",
        ):
            found[name] = facts[name]
    return found


def called(api: object, name: str, facts: dict[str, object]) -> object:
    """The answer of a method or property."""
    if isinstance(inspect.getattr_static(type(api), name), property):
        return getattr(api, name)
    method = getattr(api, name)
    return method(**needed(method, facts))


def main(url: str, key: str, house: str) -> dict[str, object]:
    """Call everything."""
    facts = json.loads(house)
    raw, typed = tautulli.RawAPI(url, key), tautulli.ObjectAPI(url, key)
    asked: list[list[object]] = []
    plain = raw._get

    def noting(command: str, params: dict[str, object] | None = None) -> object:
        asked.append([command, dict(params or {})])
        return plain(command=command, params=params)

    raw._get = noting
    answers, failures, models = {}, {}, {}
    for name in dir(raw):
        if name.startswith("_") or name in LEFT_OUT or name.startswith(CHANGING):
            continue
        asked.clear()
        try:
            found = called(raw, name, facts)
        except Exception as error:  # noqa: BLE001  # whatever a client raises is told
            failures[name] = told(error)
            continue
        answers[name] = {"asked": list(asked), "found": found}
    for name in answers:
        try:
            models[name] = type(called(typed, name, facts)).__name__
        except Exception as error:  # noqa: BLE001  # whatever a client raises is told
            failures[f"typed {name}"] = told(error)
    return {"answers": answers, "failures": failures, "models": models}


with contextlib.redirect_stdout(io.StringIO()):
    result = main(*sys.argv[1:])
json.dump(result, sys.stdout, default=str)
