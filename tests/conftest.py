"""What all tests share: LibreOffice tests are skipped, with a message, on a machine without it."""

from __future__ import annotations

import os
import shutil
import signal

import pytest


def pytest_configure() -> None:
    """Let Ctrl-C reach the programs that tests start, also where a shell has started the tests with it ignored."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip the tests marked libreoffice where soffice is missing (CI demands it: KINERJA_WAJIB_LIBREOFFICE=1)."""
    if shutil.which("soffice") or os.environ.get("KINERJA_WAJIB_LIBREOFFICE"):
        return
    for item in items:
        if item.get_closest_marker("libreoffice"):
            item.add_marker(pytest.mark.skip(reason="LibreOffice (soffice) tidak terpasang"))
