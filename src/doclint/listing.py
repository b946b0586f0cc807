"""Which files of a kind stand below a folder, and by what it is known that one was changed."""

from __future__ import annotations

import os
from contextlib import suppress


def stamps(folder: str, suffix: str) -> list[tuple[str, int, int, int]]:
    """Relative name, size, and when it was last written and last changed in any way (nanoseconds since 1970), of the
    files that `below` gives; zeros for a link that leads nowhere."""
    found = []
    for name, entry in below(folder, suffix):
        try:
            about = entry.stat()
            found.append((name, about.st_size, about.st_mtime_ns, about.st_ctime_ns))
        except OSError:
            found.append((name, 0, 0, 0))
    return found


def below(folder: str, suffix: str) -> list[tuple[str, os.DirEntry[str]]]:
    """(relative name, entry) of the files below `folder` that end in `suffix`; links to folders are not followed."""
    found, folders = [], [("", folder)]
    for before, here in folders:
        with suppress(OSError), os.scandir(here) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    folders.append((f"{before}{entry.name}/", entry.path))
                elif entry.name.endswith(suffix) and not (entry.is_symlink() and os.path.isdir(entry.path)):
                    found.append((f"{before}{entry.name}", entry))
    return sorted(found, key=lambda one: one[0].split("/"))
