"""Whether a folder lies on another machine, where SQLite cannot promise to keep a database whole.

Its locks are only as good as those of the file system, see https://www.sqlite.org/useovernet.html.
"""

from __future__ import annotations

import re
from pathlib import Path

MOUNTS = Path("/proc/self/mounts")
"""What Linux has mounted: device, folder, kind and options in a line each (proc(5))."""
SHARES = frozenset(
    {
        *("nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "9p", "ceph", "glusterfs", "lustre"),
        *("fuse.sshfs", "fuse.rclone", "fuse.glusterfs", "fuse.ceph", "davfs", "fuse.davfs2"),
    }
)
ESCAPED = re.compile(r"\\([0-7]{3})")


def network_share(folder: Path, mounts: Path = MOUNTS) -> str | None:
    """The kind of network share that a folder lies on, e.g. "nfs4".

    None: it lies on none, as far as the system tells.
    """
    try:
        lines = mounts.read_text(errors="replace").splitlines()
        place = folder.resolve()
    except OSError:
        return None
    kinds: dict[Path, str] = {}
    for line in lines:
        _device, where, kind, *_ = [*line.split(" "), "", "", ""]
        kinds[Path(_unescaped(where))] = kind  # what was mounted last lies on top
    kind = next((kinds[one] for one in (place, *place.parents) if one in kinds), "")
    return kind if kind in SHARES else None


def _unescaped(text: str) -> str:
    return ESCAPED.sub(lambda found: chr(int(found[1], 8)), text)
