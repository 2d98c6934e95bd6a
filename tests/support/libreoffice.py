"""LibreOffice without a screen: whether another program opens what we wrote, and what it sees in it."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

PROGRAM = shutil.which("soffice") or shutil.which("libreoffice")
HOW_TO_GET = "needs LibreOffice: apt-get install --no-install-recommends libreoffice-calc"


def converted(workbooks: Iterable[Path], folder: Path, seconds: float = 100) -> dict[str, Path]:
    """Each workbook opened and saved again as .xlsx into `folder`, by its stem. One call: starting takes longest.

    With a profile of its own, or it would hand the work to a LibreOffice that is running already.
    """
    assert PROGRAM is not None
    profile = folder / "profile"
    command = [
        PROGRAM,
        f"-env:UserInstallation={profile.as_uri()}",
        "--headless",
        "--norestore",
        "--convert-to",
        "xlsx:Calc MS Excel 2007 XML",
        "--outdir",
        str(folder),
        *map(str, workbooks),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=seconds)
    return {path.stem: path for path in folder.glob("*.xlsx")}
