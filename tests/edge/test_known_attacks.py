"""The advisories of this field, each carried out against us.

Published holes of Tautulli, Jellystat, Seerr and their neighbours, one test each. The rules that
close them have tests of their own beside the code; here stands the attack itself.
"""

from __future__ import annotations

import ast
import re
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx2
import pytest
from sqlalchemy import Connection, select

import watchkeeper
from tests.api.v2.test_with_plex import Living, living
from tests.features.importers.tautulli_files import TautulliMaker
from tests.web.conftest import BASE_PATH, BROWSER, Desk, desk, newcomer, stranger
from tests.web.guest_house import BO, FOREIGN, GuestHouse, guest_house
from watchkeeper.db.tables import account, metadata
from watchkeeper.errors import InputError, OutsideError
from watchkeeper.features.importers import FileOrder
from watchkeeper.features.system.servers.server import ServerEntry
from watchkeeper.integrations.address import AddressGuard
from watchkeeper.integrations.http import HttpClient, HttpSettings

__all__ = ["desk", "living", "newcomer", "stranger"]

SCRIPT = "<script>alert(1)</script>"
BREAKING_OUT = '"><img src=x onerror=alert(1)>'
CLIMBING = (
    "../../../../etc/passwd",
    "..%2f..%2fsecret.key",
    "%252e%252e%252fsecret.key",
    "..\\..\\secret.key",
    "/etc/passwd",
    "file:///etc/passwd",
    "....//....//secret.key",
    "watchkeeper.db\x00.png",
)
ELSEWHERE = (
    "http://169.254.169.254/latest/meta-data/",
    "https://evil.test/x.png",
    "//evil.test/x.png",
    "\\\\evil.test\\x.png",
    "http:evil.test/x.png",
    "/library/metadata/1/thumb/1@evil.test",
    "@evil.test/x.png",
)
WITH_QUOTES = (
    "1 OR 1=1",
    "1' OR '1'='1",
    "1) UNION SELECT password_hash FROM account --",
    '"; DELETE FROM play; --',
)


@pytest.fixture
async def guest(tmp_path: Path) -> AsyncIterator[GuestHouse]:
    """A guest who has signed in."""
    async with guest_house(tmp_path) as found:
        await found.let_in(BO)
        await found.come_in(BO)
        yield found


async def call(desk: Desk, cmd: str, **sent: str) -> httpx2.Response:
    """A command with the key of the house."""
    params = {"apikey": await desk.app.accounts.tautulli_key(), "cmd": cmd, **sent}
    return await desk.client.get(f"{BASE_PATH}/api/v2", params=params)


def everything(conn: Connection) -> dict[str, list[tuple[object, ...]]]:
    return {
        table.name: [tuple(row) for row in conn.execute(select(table))]
        for table in metadata.sorted_tables
    }


def files_of(folder: Path) -> set[Path]:
    return {path for path in folder.rglob("*") if path.is_file()}


def asked_addresses(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses that are asked from now on."""
    asked: list[str] = []
    send = httpx2.AsyncClient.send

    async def noting(
        self: httpx2.AsyncClient,
        request: httpx2.Request,
        **more: Any,  # as the original has them
    ) -> httpx2.Response:
        if request.url.host != "tests":
            asked.append(str(request.url))
        return await send(self, request, **more)

    monkeypatch.setattr(httpx2.AsyncClient, "send", noting)
    return asked


async def test_cve_2025_58760_and_58761_no_image_path_leads_to_a_file(living: Living) -> None:
    """Tautulli: /image and /pms_image_proxy read any file."""
    secret = (living.house.app.data_folder / "secret.key").read_bytes()
    for path in CLIMBING:
        answer = await living.house.call("pms_image_proxy", img=path)
        assert secret not in answer.content
        assert b"root:" not in answer.content
        for route in ("image", "image/images", "images", "newsletter/image"):
            found = await living.house.client.get(f"/{route}/{quote(path)}")
            assert found.status_code == 404, (route, path)


async def test_cve_2025_58762_an_image_format_names_no_file(living: Living) -> None:
    """Tautulli: img_format became the ending of a file name, and so any file."""
    folder = living.house.app.data_folder
    img = f"/library/metadata/{living.fake.film().rating_key}/thumb/1"
    before = files_of(folder)
    for text in ("/../../../pwned.py", "py", "../x", "png/../../y.html", "svg", "%2e%2e%2fz"):
        answer = await living.house.call(
            "pms_image_proxy", img=img, img_format=text, width="10", height="10"
        )
        assert answer.headers["content-type"].startswith(("image/", "application/json"))
    made = files_of(folder) - before
    assert {path.relative_to(folder).parts[0] for path in made} <= {"pictures"}
    assert not [path for path in made if path.suffix in {".py", ".html", ".svg"}]


def sources() -> Iterator[tuple[Path, ast.AST]]:
    package = Path(watchkeeper.__file__).parent
    for path in sorted(package.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            yield path.relative_to(package), node


def called(node: ast.AST) -> str:
    """The name of what is called, with its module."""
    return ast.unparse(node.func) if isinstance(node, ast.Call) else ""


STARTING = re.compile(r"^(os\.(system|popen|exec\w*|spawn\w*)|subprocess\.\w+)$")


async def test_cve_2025_58763_nothing_is_run_through_a_shell(desk: Desk) -> None:
    """Tautulli: names of git remotes and branches went through a shell."""
    started = {path.parts[0] for path, node in sources() if STARTING.match(called(node))}
    assert started <= {"cli", "demo"}  # the benchmark and the demo start themselves
    shells = [
        path for path, node in sources() if isinstance(node, ast.keyword) and node.arg == "shell"
    ]
    assert shells == []
    for cmd in ("update", "restart", "update_check"):
        answer = await call(desk, cmd, remote="x; touch pwned", branch="$(touch pwned)")
        assert answer.status_code == 400


async def test_cve_2026_28505_no_text_is_evaluated(desk: Desk) -> None:
    """Tautulli: notification texts could be Python."""
    evaluating = {"eval", "exec", "compile", "__import__"}
    assert [path for path, node in sources() if called(node) in evaluating] == []
    made = await call(desk, "add_notifier_config", agent_id="25")
    number = str(made.json()["response"]["data"]["notifier_id"])
    text = "{__import__('os').system('touch pwned')} {title.__class__.__mro__[1].__subclasses__()}"
    sent = {"notifier_id": number, "agent_id": "25", "on_play": "1", "on_play_body": text}
    refused = (await call(desk, "set_notifier_config", **sent)).json()["response"]
    assert (refused["result"], "Body of Playback Start" in refused["message"]) == ("error", True)
    stored = await call(desk, "get_notifier_config", notifier_id=number)
    assert stored.json()["response"]["data"]["notify_text"]["on_play"]["body"] == ""
    assert not list(desk.app.data_folder.rglob("pwned"))


async def test_cve_2026_31799_no_statement_comes_through_get_home_stats(desk: Desk) -> None:
    """Tautulli: `before`, `after` and `section_id` of get_home_stats were put into the SQL."""
    await desk.furnish()
    await call(desk, "get_users")  # whoever plays without an account is noted by the first look
    before = await desk.app.db.read(everything)
    names = ("before", "after", "section_id", "user_id", "stats_type", "stat_id", "time_range",
             "stats_start", "stats_count", "grouping", "media_type")  # fmt: skip
    for name in names:
        for text in WITH_QUOTES:
            answer = await call(desk, "get_home_stats", **{name: text})
            assert answer.status_code in {200, 400}, (name, text)
            assert "argon2" not in answer.text
    assert await desk.app.db.read(everything) == before


async def test_cve_2026_31804_no_stranger_makes_the_server_fetch_anything(
    living: Living, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tautulli: /pms_image_proxy without sign-in forwarded any address to Plex."""
    asked = asked_addresses(monkeypatch)
    for img in (*ELSEWHERE, "/library/metadata/1/thumb/1"):
        answer = await living.house.client.get("/pms_image_proxy", params={"img": img})
        assert answer.status_code == 401
    assert asked == []
    for img in ELSEWHERE:
        await living.house.call("pms_image_proxy", img=img, width="10", height="10")
    assert not [url for url in asked if "evil.test" in url or "169.254" in url]


async def test_cve_2026_31831_no_newsletter_picture_is_a_file(stranger: Desk) -> None:
    """Tautulli: /newsletter/image climbed out of its folder, without sign-in."""
    for path in CLIMBING:
        for text in (quote(path), quote(quote(path, safe=""), safe="")):
            answer = await stranger.get(f"/newsletter/image/images/{text}")
            assert answer.status_code in {400, 401, 404}, text
            answer = await stranger.get(f"/newsletter/image/{text}")
            assert answer.status_code in {400, 401, 404}, text


async def test_cve_2026_32275_no_script_comes_through_a_callback(desk: Desk) -> None:
    """Tautulli: the name of a JSONP callback was written as it came."""
    for text in ("alert(1)//", "a;b", SCRIPT, "a\nb", "a.b[0]", "\u2028x", "constructor`x`"):
        answer = await call(desk, "get_date_formats", callback=text)
        assert answer.status_code == 400, text
        assert answer.headers["content-type"].startswith("application/json")
        assert text not in answer.text
        assert answer.headers["x-content-type-options"] == "nosniff"


async def test_cve_2026_41065_no_template_comes_from_a_folder_of_the_settings(desk: Desk) -> None:
    """Tautulli: a custom newsletter template folder was rendered, code included."""
    folder = desk.app.data_folder / "templates"
    folder.mkdir()
    template = "<% import os; os.system('touch pwned') %>${7*7}{{7*7}}planted"
    (folder / "recently_added.html").write_text(template)
    made = await call(desk, "add_newsletter_config", agent_id="0")
    number = str(made.json()["response"]["data"]["newsletter_id"])
    sent = {"newsletter_custom_dir": str(folder), "newsletter_config_custom_dir": str(folder)}
    cron = {"newsletter_id": number, "agent_id": "0", "cron": "0 0 * * 0", **sent}
    await call(desk, "set_newsletter_config", **cron)
    for path in (f"/newsletter/{number}", f"/newsletter/id/{number}", "/newsletter/preview"):
        assert "planted" not in (await desk.get(path)).text
    assert str(folder) not in (await call(desk, "get_settings")).text
    await call(desk, "notify_newsletter", newsletter_id=number)
    assert not list(desk.app.data_folder.rglob("pwned"))


async def test_cve_2026_43986_no_planted_address_is_fetched_later(
    living: Living, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tautulli: a guest stored an address under a hash, and anybody had it fetched by that."""
    asked = asked_addresses(monkeypatch)
    for img in ELSEWHERE:
        planted = await living.house.data("pms_image_proxy", img=img, return_hash=1)
        for name in (planted["img_hash"], f"{planted['img_hash']}.png"):
            assert (await living.house.client.get(f"/image/{name}")).status_code == 404, img
    await living.house.call("edit_user", user_id=101, custom_thumb=ELSEWHERE[0])
    for path in ("/image/101", "/images/101", "/pms_image_proxy?user_id=101"):
        await living.house.client.get(path)
    assert not [url for url in asked if "evil.test" in url or "169.254" in url]


async def test_cve_2026_43985_no_other_site_changes_anything(desk: Desk) -> None:
    """Tautulli: pages changed state by GET and had no token; see also tests of S4."""
    await desk.furnish()
    for path in ("/history/1/delete", "/history/delete?play=1", "/servers/1/remove"):
        assert (await desk.get(path)).status_code == 405, path
        forged = await desk.client.post(
            f"{BASE_PATH}{path}", headers={**BROWSER, "origin": "https://evil.test"}
        )
        assert forged.status_code == 403, path
    signed_in = await desk.get("/api/v2?cmd=delete_history&row_ids=1")
    assert signed_in.status_code == 400  # a session is no key
    assert (await call(desk, "get_history")).json()["response"]["data"]["recordsTotal"] == 3


async def test_cve_2026_43984_no_report_of_a_browser_reaches_the_log_as_markup(
    desk: Desk,
) -> None:
    """Tautulli: /log_js_errors wrote what it was sent, and the log page showed it as HTML."""
    for path in ("/log_js_errors", "/logs/browser"):
        answer = await desk.post(path, {"page": SCRIPT, "message": BREAKING_OUT})
        assert answer.status_code == 404
    await desk.get(f"/{quote(SCRIPT)}", **{"user-agent": BREAKING_OUT, "referer": SCRIPT})
    for tab in ("", "?tab=sign-ins", "?tab=audit"):
        page = await desk.get(f"/logs{tab}")
        assert SCRIPT not in page.text
        assert BREAKING_OUT not in page.text


async def test_cve_2026_40605_nothing_but_a_cache_is_deleted(desk: Desk) -> None:
    """Tautulli: `folder` of delete_cache and section ids climbed out of the cache folder."""
    kept = {path for path in files_of(desk.app.data_folder) if "cache" not in path.parts}
    for path in CLIMBING:
        for cmd in ("delete_cache", "delete_image_cache", "delete_temp_sessions"):
            await call(desk, cmd, folder=path, cache=path)
        for cmd in ("delete_media_info_cache", "delete_export", "delete_hosted_images"):
            await call(desk, cmd, section_id=path, export_id=path, rating_key=path)
    assert {path for path in kept if not path.exists()} == set()


async def test_cve_2026_49995_and_45381_no_text_becomes_markup(desk: Desk) -> None:
    """Tautulli: the cron of a newsletter (stored) and the search box (reflected)."""
    made = await call(desk, "add_newsletter_config", agent_id="0")
    number = str(made.json()["response"]["data"]["newsletter_id"])
    cron = {"newsletter_id": number, "agent_id": "0", "cron": f"0 0 * * {SCRIPT}"}
    answer = await call(desk, "set_newsletter_config", **cron)
    assert answer.headers["content-type"].startswith("application/json")
    await desk.record(title=SCRIPT, full_title=SCRIPT, username=BREAKING_OUT, user_id=102)
    asked = quote(SCRIPT + BREAKING_OUT)
    for path in (
        f"/search?q={asked}", f"/search/box?q={asked}", f"/history?text={asked}", "/history",
        "/users", "/statistics", "/settings", f"/logs?text={asked}", f"/sign-in?next={asked}",
        f"/libraries?text={asked}", f"/nowhere/{asked}",
    ):  # fmt: skip
        page = await desk.get(path)
        assert page.status_code < 500, path
        assert SCRIPT not in page.text, path
        assert "<img src=x" not in page.text, path


async def test_cve_2026_52835_no_name_of_an_upload_touches_the_disk(desk: Desk) -> None:
    """Tautulli: the names of an uploaded database and configuration were joined to a folder."""
    page = await desk.get("/servers")
    token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
    assert token
    before = files_of(desk.app.data_folder.parent)
    for name in ("../../pwned.db", "/var/pwned.db", "..\\pwned.zip", "pwned\x00.db"):
        await desk.client.post(
            f"{BASE_PATH}/take-over",
            data={"csrf_token": token[1], "server": "machine-1"},
            files={"file": (name, b"SQLite format 3\x00 pwned", "application/octet-stream")},
            headers=BROWSER,
        )
    made = files_of(desk.app.data_folder.parent) - before
    assert not [path for path in made if "pwned" in path.name]
    assert {path.relative_to(desk.app.data_folder).parts[0] for path in made} <= {"uploads", "logs"}
    for cmd in ("import_database", "import_config"):
        answer = await call(desk, cmd, database_file="../../x", config_file="../../x", app="x")
        assert answer.status_code == 400


LEADING_AWAY = (
    " //evil.test", "\t//evil.test", "/\t/evil.test", "\n//evil.test", "//evil.test",
    "/\\evil.test", "\\\\evil.test", "https:evil.test", "https://evil.test", " https://evil.test",
    "/%09/evil.test", "/ /evil.test", "javascript:alert(1)", "\u00a0//evil.test", "/\r\n/evil.test",
)  # fmt: skip


@pytest.mark.parametrize("target", LEADING_AWAY)
async def test_cve_2026_54915_no_white_space_leads_to_another_site(
    stranger: Desk, target: str
) -> None:
    """Tautulli: the address to go to after signing in was checked before it was trimmed."""
    form = {"name": "olga", "password": "a sentence for the tests", "next": target}
    answer = await stranger.post("/sign-in", form, f"/sign-in?next={quote(target)}")
    assert answer.status_code == 303
    leads = httpx2.URL("http://tests/sign-in").join(answer.headers["location"])
    assert leads.host == "tests"
    assert answer.headers["location"].startswith(f"{BASE_PATH}/")
    assert not re.search(r"[\s\\]", answer.headers["location"])


async def test_jellystat_2023_and_2025_no_field_of_a_list_is_sql(desk: Desk) -> None:
    """Jellystat: the columns to sort and filter by were put into the query."""
    await desk.furnish()
    await call(desk, "get_users")  # whoever plays without an account is noted by the first look
    before = await desk.app.db.read(everything)
    for text in WITH_QUOTES:
        for cmd in ("get_history", "get_users_table"):
            for name in ("order_column", "search", "user", "section_id"):
                answer = await call(desk, cmd, **{name: text})
                assert answer.status_code in {200, 400}, (cmd, name, text)
                assert "password_hash" not in answer.text.replace(text, "")
        asked = quote(text)
        for path in (f"/history?sort={asked}", f"/history?text={asked}", f"/users?sort={asked}"):
            assert (await desk.get(path)).status_code in {200, 400}, path
    assert await desk.app.db.read(everything) == before


async def test_jellystat_2025_no_name_of_a_backup_or_export_is_a_path(desk: Desk) -> None:
    """Jellystat: nearly all backup routes climbed out of their folder."""
    for path in CLIMBING:
        for text in (quote(path, safe=""), quote(quote(path, safe=""), safe="")):
            answer = await desk.get(f"/settings/backups/file/{text}")
            assert answer.status_code in {400, 404}, text
            answer = await desk.get(f"/exports/{text}")
            assert answer.status_code in {400, 404}, text
        answer = await call(desk, "download_export", export_id=path)
        assert answer.status_code == 400, path
        answer = await desk.post("/settings/backups/check", {"name": path}, "/settings/backups")
        assert answer.status_code in {400, 404}, path


async def test_jellystat_2025_no_name_in_a_file_to_import_is_sql(
    desk: Desk, tmp_path: Path
) -> None:
    """Jellystat: restoring built SQL from the names of the file's own tables and columns."""
    await desk.furnish()
    maker = TautulliMaker(tmp_path / "tautulli.db")
    maker.people()
    with closing(sqlite3.connect(maker.write())) as file:
        file.execute('create table "x""; drop table play; --" (a)')
        file.execute('alter table users add column "y\'); drop table play; --" text')
        file.commit()
    await desk.app.importers.import_and_wait(FileOrder(path=maker.path, server="machine-1"))
    assert await desk.app.history.check() == []
    assert (await call(desk, "get_history")).json()["response"]["data"]["recordsTotal"] >= 3


async def test_cve_2026_27707_no_way_in_makes_an_account(guest: GuestHouse) -> None:
    """Seerr: the sign-in of another kind of server made accounts."""

    def accounts(conn: Connection) -> int:
        return len(conn.execute(select(account.c.id)).all())

    guest.forget_cookies()
    before = await guest.app.db.read(accounts)
    for body in (
        {"username": "eve", "password": "a sentence for nobody"},
        {"username": "eve", "password": "x", "hostname": "http://evil.test", "serverType": "2"},
        {"token": "a-plex-token-of-anybody"},
    ):
        for path in ("/auth/signin", "/auth/jellyfin", "/api/v1/auth/jellyfin", "/auth/local"):
            answer = await guest.client.post(f"{BASE_PATH}{path}", json=body)
            assert answer.status_code in {401, 403, 404, 405}, path
    assert await guest.app.db.read(accounts) == before


async def test_cve_2026_27793_no_guest_reads_what_is_anothers(guest: GuestHouse) -> None:
    """Seerr: everybody could read everybody's notification settings; see also tests of S2."""
    for path in (
        "/settings", "/settings/api", "/settings/network", "/settings/backups", "/users/1/7003",
        "/users/1/7003?tab=access", "/users/1/7001/guest", "/servers", "/logs", "/exports",
        "/history/3", "/api/v1/users", "/api/v1/plays", "/api/v1/keys", "/api/v1/preferences",
    ):  # fmt: skip
        answer = await guest.get(path)
        assert answer.status_code in {401, 403}, path
        assert not [word for word in FOREIGN if word in answer.text], path


async def test_cve_2026_27792_no_app_is_registered_or_changed_without_leave(
    stranger: Desk,
) -> None:
    """Seerr: push routes had no check."""
    devices = {"device_id": "x", "device_name": "x", "onesignal_id": "x", "mobile_device_id": "1"}
    for cmd in ("register_device", "set_mobile_device_config", "delete_mobile_device", "notify"):
        for key in ("", "0" * 32, "x"):
            answer = await stranger.client.get(
                f"{BASE_PATH}/api/v2", params={"cmd": cmd, "apikey": key, "app": "true", **devices}
            )
            assert answer.status_code == 400
            assert answer.json()["response"]["message"] == "Invalid apikey"
    for path in ("/generate_api_key", "/verify_mobile_device"):
        assert (await stranger.client.post(f"{BASE_PATH}{path}")).status_code == 401


async def test_crosswatch_850_the_first_comer_does_not_own_the_house(newcomer: Desk) -> None:
    """CrossWatch: whoever came first was the owner."""
    form = {"name": "Eve", "password": "a sentence for eve"}
    for code in ("", "AAAA-AAAA-AAAA", "%", "' OR 1=1 --"):
        answer = await newcomer.post("/setup", {**form, "code": code}, "/setup")
        assert answer.status_code != 303
    assert not await newcomer.app.accounts.is_set_up()
    answer = await newcomer.client.get(f"{BASE_PATH}/api/v2?cmd=get_apikey")
    assert answer.json()["response"]["data"] == {}


async def test_tracearr_no_other_site_reads_and_no_client_names_itself(desk: Desk) -> None:
    """Tracearr: wide CORS by default, and headers of proxies believed from anybody."""
    for path in ("/", "/history", "/settings/api", "/pms_image_proxy"):
        answer = await desk.get(path, origin="https://evil.test")
        assert "access-control-allow-origin" not in answer.headers, path
    for path in ("/api/v1/plays", "/api/v2?cmd=get_users"):  # for pages that know a key
        answer = await desk.get(path, origin="https://evil.test")
        assert "access-control-allow-credentials" not in answer.headers, path
    spoofed = await desk.get("/settings", **{"x-forwarded-host": "evil.test"})
    assert "evil.test" not in spoofed.text


async def test_streamystats_no_key_of_a_server_is_sent_to_a_browser(desk: Desk) -> None:
    """Streamystats: keys went to the browser; routes outside the guard are in tests of S1."""
    token = "planted-token-of-plex"
    await desk.app.servers.ensure(ServerEntry(url="http://127.0.0.1:1", token=token))
    for path in ("/servers", "/settings", "/settings/api", "/settings/network", "/logs"):
        assert token not in (await desk.get(path)).text, path
    for cmd in ("get_settings", "get_server_list", "get_servers_info", "get_server_info"):
        assert token not in (await call(desk, cmd)).text, cmd
    answer = await call(desk, "get_settings")
    assert answer.json()["response"]["data"]["PMS"]["pms_token"] is None


METADATA = ("http://169.254.169.254/latest", "http://[fe80::1]:32400", "http://0.0.0.0:32400",
            "http://100.100.100.200", "http://0xA9FEA9FE/", "http://2852039166/")  # fmt: skip


@pytest.mark.parametrize("url", METADATA)
async def test_cve_2026_40348_testing_an_address_reaches_no_metadata(desk: Desk, url: str) -> None:
    """Movary: "test this server" asked any address."""
    form = {"url": url, "token": "x", "do": "test"}
    answer = await desk.post("/servers", form, "/servers")
    assert answer.status_code == 200
    assert "not allowed" in answer.text or "may not" in answer.text or "never" in answer.text


async def test_cve_2026_40348_neither_a_detour_nor_a_new_address_gets_around() -> None:
    """The same by a redirect to another host, and by a name whose address changes (re-binding)."""
    answers = [("93.184.215.14",), ("169.254.169.254",)]
    asked: list[str] = []

    async def changing(_host: str, _port: int) -> tuple[str, ...]:
        return answers.pop(0)

    def reply(request: httpx2.Request) -> httpx2.Response:
        asked.append(request.url.host)
        return httpx2.Response(302, headers={"location": "http://169.254.169.254/latest"})

    settings = HttpSettings(
        base_url="http://server.test:32400/",
        label="The server",
        guard=AddressGuard(is_owners=True, resolve=changing),
    )
    client = HttpClient(settings, transport=httpx2.MockTransport(reply))
    with pytest.raises(OutsideError, match="another host"):
        await client.get("/identity")
    with pytest.raises(InputError):
        await client.get("/identity")
    assert asked == ["93.184.215.14"]
    await client.aclose()
