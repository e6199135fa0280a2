"""/image: pictures that were named, for everybody who has the name."""

from __future__ import annotations

from tests.api.v2.test_with_plex import Living, living
from watchkeeper.api.v2.images import HASHES

__all__ = ["living"]


async def name_of(living: Living, **sent: object) -> str:
    return str((await living.house.data("pms_image_proxy", return_hash=1, **sent))["img_hash"])


async def test_a_named_picture_is_given_without_a_key(living: Living) -> None:
    img = f"/library/metadata/{living.fake.film().rating_key}/thumb/1"
    name = await name_of(living, img=img, width=100, height=150)
    assert name == await name_of(living, img=img, width=100, height=150)
    assert name != await name_of(living, img=img, width=200, height=300)
    for path in (f"/image/{name}", f"/image/{name}.png"):
        response = await living.house.client.get(path)
        assert response.status_code == 200
        assert response.headers["content-type"].startswith("image/")
        assert response.headers["cache-control"] == "public, max-age=3600"
    assert len(await living.house.app.kept.rows(living.server_id, HASHES)) == 2


async def test_an_imported_name_still_leads_to_its_picture(living: Living) -> None:
    key = living.fake.film().rating_key
    row = {"img_hash": "ab" * 32, "img": f"/library/metadata/{key}/thumb", "width": "300"}
    await living.house.app.kept.add(living.server_id, HASHES, row)
    assert (await living.house.client.get(f"/image/{'ab' * 32}")).status_code == 200


async def test_names_that_nobody_was_given_lead_nowhere(living: Living) -> None:
    for name in ("0" * 64, "%", "secret.key", "..%2f..%2fsecret.key", "A" * 64):
        assert (await living.house.client.get(f"/image/{name}")).status_code == 404
    assert (await living.house.client.get("/image/poster")).status_code == 200


async def test_what_is_outside_gets_no_lasting_name(living: Living) -> None:
    name = await name_of(living, img="http://evil.test/x.png")
    assert (await living.house.client.get(f"/image/{name}")).status_code == 404
