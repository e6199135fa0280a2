"""F10: a database on a network share is noticed."""

from __future__ import annotations

from pathlib import Path

import pytest

from watchkeeper.db.shares import network_share

MOUNTS = r"""/dev/sda1 / ext4 rw 0 0
nas:/volume /mnt/nas nfs4 rw,vers=4.2 0 0
//nas/media /mnt/My\040Media cifs rw 0 0
/dev/sdb1 /mnt/nas/local xfs rw 0 0
tmpfs /again tmpfs rw 0 0
nas:/other /again nfs rw 0 0
broken
"""


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/", None),
        ("/config", None),
        ("/mnt/nas", "nfs4"),
        ("/mnt/nas/apps/watchkeeper", "nfs4"),
        ("/mnt/nas/local/watchkeeper", None),
        ("/mnt/nasty", None),
        ("/mnt/My Media/config", "cifs"),
        ("/again/config", "nfs"),
    ],
)
def test_f10_a_folder_on_a_network_share_is_known(
    tmp_path: Path, folder: str, kind: str | None
) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(MOUNTS)
    assert network_share(Path(folder), mounts) == kind


def test_f10_where_the_system_does_not_tell_nothing_is_said(tmp_path: Path) -> None:
    assert network_share(tmp_path, tmp_path / "mounts") is None
