"""The settings: every preference can be shown, changed, refused, reset and taken back."""

from __future__ import annotations

import re
import zipfile
from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path

import pytest

from tests.fakes.places import DATABASE, write_database
from tests.web.conftest import OWNER, PASSWORD, Desk, opened
from watchkeeper.db.backup import Backups
from watchkeeper.db.database import Database
from watchkeeper.features.preferences import GROUPS, Group, Location, PreferenceField
from watchkeeper.runtime.logs import LOG_FILE
from watchkeeper.settings import Secret
from watchkeeper.web.views.settings.areas import AREAS, Area, area_of
from watchkeeper.web.views.settings.fields import written

OWN = [area for area in AREAS if not area.elsewhere]
HOSTILE = "<script>alert(1)</script>"


def known(desk: Desk, field: str) -> PreferenceField:
    return next(one for one in desk.app.preferences.catalogue() if one.field == field)


def form_of(desk: Desk, path: str) -> dict[str, str]:
    """What a browser sends when nothing was changed."""
    fields = [one for one in desk.app.preferences.catalogue() if area_of(one).path == path]
    texts = {one.field: written(one.value) for one in fields if not one.is_fixed}
    return {
        name: text for name, text in texts.items() if text or known(desk, name).kind != "switch"
    }


def other_value(field: PreferenceField) -> tuple[str, object]:
    """Something else that fits, as a form sends it, and as it is kept."""
    if field.kind == "switch":
        return ("", False) if field.value else ("1", True)
    if field.kind in {"number", "choice"}:
        number = int(field.minimum or 0)
        other = number + 1 if field.value == number else number
        return str(other), other
    if field.kind == "words":
        return "top_tv, top_movies", ("top_tv", "top_movies")
    if field.field in {"http_base_url", "pms_web_url"}:
        return "https://plex.example", "https://plex.example"
    return ("de", "de") if field.field == "language" else ("YYYY", "YYYY")


@pytest.mark.parametrize("area", OWN, ids=lambda area: area.name)
async def test_every_area_is_a_page_that_is_not_empty(reader: Desk, area: Area) -> None:
    page = await reader.text(area.path)
    assert f"<h1>{area.title}</h1>" in page
    assert page.count('class="panel') + page.count("<table") + page.count("empty") > 0
    assert " style=" not in page


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: group.name)
async def test_each_preference_is_shown_changed_taken_back_and_reset(
    desk: Desk, group: type[Group]
) -> None:
    if group is Location:  # it is looked at before it is used
        write_database(desk.app.data_folder)
        await desk.app.preferences.change(Location, {"database_file": DATABASE}, OWNER)
    for name in group.names():
        field = known(desk, name)
        path = area_of(field).path
        page = await desk.text(path)
        assert f'id="{name}"' in page
        assert field.title in page
        text, value = other_value(field)
        form = {**form_of(desk, path), name: text}
        if not text:
            del form[name]
        said = await desk.follow(await desk.post(path, form, path))
        assert known(desk, name).value == value
        assert ("schon in Kraft" if value == "de" else "in effect now") in said
        undo = re.search(r'action="/x/y(/settings/undo/[^"]+)"', said)
        assert undo
        await desk.post(undo[1], {"next": path}, path)
        assert known(desk, name).value == field.value
        await desk.post(path, form, path)
        await desk.post(path, {"reset": name}, path)
        assert known(desk, name).value == field.default


@pytest.mark.parametrize(
    ("field", "text"),
    [("tv_watched_percent", "900"), ("tv_watched_percent", HOSTILE), ("pms_web_url", HOSTILE)],
)
async def test_what_does_not_fit_is_said_beside_the_field_and_the_text_stays(
    desk: Desk, field: str, text: str
) -> None:
    path = area_of(known(desk, field)).path
    before = known(desk, field).value
    answer = await desk.post(path, {**form_of(desk, path), field: text, "buffer_wait": "7"}, path)
    assert answer.status_code == 400
    assert f'href="#{field}"' in answer.text
    assert f'id="{field}-problem"' in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert "<script>alert" not in answer.text
    assert 'data-changed="1"' in answer.text
    assert known(desk, field).value == before
    assert known(desk, "buffer_wait").value == 900


@pytest.fixture
async def fixed(tmp_path: Path) -> AsyncIterator[Desk]:
    values = {"set": {"tv_watched_percent": "70"}, "owner": OWNER, "password": Secret(PASSWORD)}
    async with opened(tmp_path, **values) as found:
        await found.sign_in()
        yield found


async def test_what_is_fixed_outside_is_shown_locked_and_refused(fixed: Desk) -> None:
    page = await fixed.text("/settings/recording")
    assert re.search(r'id="tv_watched_percent"[^>]* disabled', page)
    assert "Fixed by WATCHKEEPER_SET" in page
    answer = await fixed.post("/settings/recording", {"tv_watched_percent": "50"}, "/settings")
    assert answer.status_code == 400
    assert "WATCHKEEPER_SET" in answer.text
    assert known(fixed, "tv_watched_percent").value == 70


async def test_settings_of_the_environment_are_shown_with_their_variable(reader: Desk) -> None:
    page = await reader.text("/settings/network")
    assert "WATCHKEEPER_PORT" in page
    assert "WATCHKEEPER_TIMEZONE" in await reader.text("/settings/general")
    assert PASSWORD not in await reader.text("/settings/advanced")


async def test_the_settings_are_searched(reader: Desk) -> None:
    page = await reader.text("/settings?q=watched")
    assert "/x/y/settings/recording#tv_watched_percent" in page
    assert "No setting is called" in await reader.text("/settings?q=zzzz")
    assert (await reader.get("/settings?q=%3Cscript%3E")).text.count("<script>") == 0


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", "/settings/nothing"),
        ("post", "/settings/nothing"),
        ("post", "/settings/undo/x"),
        ("post", "/settings/undo/99999"),
        ("get", "/settings/backups/file/..%2fsecret.key"),
        ("get", "/settings/backups/file/watchkeeper.db"),
    ],
)
async def test_what_is_not_there_is_said(reader: Desk, method: str, path: str) -> None:
    answer = await (reader.get(path) if method == "get" else reader.post(path))
    assert answer.status_code == 404


async def test_a_backup_is_made_listed_checked_and_handed_out(desk: Desk) -> None:
    await desk.furnish()
    assert "No backup yet" in await desk.text("/settings/backups")
    await desk.post("/settings/backups/make")
    (job,) = await desk.app.jobs.all()
    assert (await desk.app.jobs.wait(job.id)).state == "done"
    page = await desk.text("/settings/backups")
    (name,) = set(re.findall(r"watchkeeper-\w+-by_hand\.db", page))
    content = (await desk.get(f"/settings/backups/file/{name}")).content
    assert content.startswith(b"SQLite format 3")
    await desk.post("/settings/backups/check", {"name": name})
    newest = (await desk.app.jobs.all())[0]
    assert (await desk.app.jobs.wait(newest.id)).message.startswith("sound: 3 plays")
    assert f"watchkeeper restore {name}" in await desk.text(f"/settings/backups?restore={name}")


async def test_those_backups_are_deleted_that_the_owner_named_and_counted(desk: Desk) -> None:
    backups = Backups(desk.app.db.path)
    old, new = (backups.add("by_hand", number).path.name for number in (1000, 5000))
    assert "Delete 1 backup for good" in await desk.text(f"/settings/backups?delete={old}")
    asked = await desk.text("/settings/backups?keep=1")
    assert f'name="name" value="{old}"' in asked
    assert f'name="name" value="{new}"' not in asked.partition("danger-zone")[2].split("</form>")[0]
    for keep in ("0", "-1", "2", "x"):
        assert "danger-zone" not in await desk.text(f"/settings/backups?keep={keep}")
    address = "/settings/backups/delete"
    refused = await desk.follow(await desk.post(address, {"name": old, "count": "2"}))
    assert "Nothing was deleted" in refused
    gone = await desk.follow(await desk.post(address, {"name": old, "count": "1"}))
    assert "1 backup was deleted" in gone
    missing = await desk.follow(await desk.post(address, {"name": old, "count": "1"}))
    assert "not there any more" in missing
    assert [one.path.name for one in backups.all()] == [new]
    desk.clock.advance(700)
    late = await desk.follow(await desk.post(address, {"name": new, "count": "1"}))
    assert "Sign in again" in late


async def test_the_database_is_checked_and_pictures_are_forgotten(desk: Desk) -> None:
    await desk.post("/settings/data/check")
    (job,) = await desk.app.jobs.all()
    assert (await desk.app.jobs.wait(job.id)).state == "done"
    assert "pictures were forgotten" in await desk.follow(
        await desk.post("/settings/data/pictures")
    )


async def test_the_support_bundle_has_no_secret_and_names_nobody(desk: Desk) -> None:
    await desk.furnish()
    key = await desk.app.accounts.tautulli_key()
    logs = desk.app.data_folder / "logs"
    logs.mkdir(exist_ok=True)
    line = (
        f'{{"event": "bo watched Night Train from 8.8.8.8, token={key}", "query": "text=secret"}}'
    )
    (logs / LOG_FILE).write_text(f"{line}\nno json Night Train\n")
    content = (await desk.get("/settings/about/bundle.zip")).content
    preview = await desk.text("/settings/about")
    with zipfile.ZipFile(BytesIO(content)) as archive:
        text = "\n".join(archive.read(name).decode() for name in archive.namelist())
    session = desk.client.cookies.jar
    secrets: list[str] = [key, PASSWORD, "text=secret", "8.8.8.8", "Night Train", "Harbour House"]
    secrets += [cookie.value or "-" for cookie in session]
    for secret in secrets:
        assert secret not in text
    assert "watched" in text
    bundle = preview.split('id="bundle-title"')[1]
    assert all(secret not in bundle for secret in secrets)


async def test_f7_what_was_backed_up_can_be_brought_back(tmp_path: Path) -> None:
    database = Database.open(tmp_path)
    path = database.path
    database.close()
    backups = Backups(path)
    made = backups.make("by_hand", 1000)
    path.write_bytes(b"damaged")
    backups.restore(made, 2000)
    Database.open(tmp_path).close()
    assert (tmp_path / "watchkeeper.db.damaged-2000").read_bytes() == b"damaged"
