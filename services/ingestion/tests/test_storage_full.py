"""A disk that is really full."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.ingestion import make_settings, serving
from support.workbooks import large_workbook, simple_workbook, workbook_with_picture

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or os.geteuid() != 0 or shutil.which("mount") is None, reason="mounts a small disk"
)


@contextlib.contextmanager
def small_disk(folder: Path, kib: int) -> Iterator[Path]:
    folder.mkdir(exist_ok=True)
    options = ["-t", "tmpfs", "-o", f"size={kib}k", "tmpfs", str(folder)]
    if subprocess.run(["mount", *options], check=False, capture_output=True).returncode:
        pytest.skip("may not mount")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def leave_free(folder: Path, kib: int) -> Path:
    """Fills the disk but for `kib`."""
    statistics = os.statvfs(folder)
    ballast = folder / "ballast"
    ballast.write_bytes(bytes(statistics.f_bavail * statistics.f_frsize - kib * 1024))
    return ballast


@pytest.mark.parametrize("free", [0, 4, 64, 300])
async def test_full_storage(tmp_path: Path, free: int) -> None:
    """Full at once, while the file comes in, and while the worker writes (300 KiB take the file, not the snapshot)."""
    data = large_workbook(20_000)
    assert len(data) < 300 * 1024
    with small_disk(tmp_path / "disk", 4096) as disk:
        settings = make_settings(tmp_path, template_storage_path=disk / "templates")
        async with serving(settings) as service:
            ballast = leave_free(disk, free)
            response = await service.upload(data, "FULL")
            assert (response.status_code, response.json()["code"]) == (507, "storage_full"), response.text
            assert service.stored().is_empty
            ballast.unlink()
            await service.uploaded(data, "FULL")


@pytest.mark.parametrize("free", [0, 12])
async def test_full_images(tmp_path: Path, free: int) -> None:
    with small_disk(tmp_path / "disk", 1024) as disk:
        settings = make_settings(tmp_path, templates_images_dir=disk / "images")
        async with serving(settings) as service:
            leave_free(disk, free)
            response = await service.upload(workbook_with_picture(), "FULL")
            if free:
                assert response.status_code == 200
            else:
                assert (response.status_code, response.json()["code"]) == (507, "storage_full")
                assert service.stored().is_empty


async def test_full_database(tmp_path: Path) -> None:
    labels = [f"Pergunta {n} {'x' * 200}" for n in range(400)]
    data = simple_workbook(*labels)
    with small_disk(tmp_path / "disk", 4096) as disk:
        settings = make_settings(tmp_path, database_url=f"sqlite:///{disk}/tr4ction.db")
        async with serving(settings) as service:
            await service.uploaded(simple_workbook("Nome"), "BEFORE")
            before = service.stored()
            ballast = leave_free(disk, 40)
            response = await service.upload(data, "FULL")
            assert (response.status_code, response.json()["code"]) == (507, "storage_full"), response.text
            assert "sql" not in response.text.lower()
            assert service.stored() == before
            assert (await service.client.get("/admin/templates")).json()["total"] == 1
            ballast.unlink()
            await service.uploaded(data, "FULL")
