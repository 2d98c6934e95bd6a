"""Mangles workbooks and reads them: `make soak`.

Whatever the bytes, the engine gives a result or a WorkbookError, in time. A workbook that makes it do anything else is
kept in build/soak, with the seed in its name.
"""

from __future__ import annotations

import argparse
import io
import os
import random
import resource
import signal
import sys
import time
import traceback
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import FrameType

from support import workbooks
from tr4ction_cli.sample import make_sample
from tr4ction_workbook.inspection import inspect_workbook
from tr4ction_workbook.ooxml import WorkbookError

ROOT = Path(__file__).resolve().parents[1]
EVAL = Path(os.environ.get("EVAL_DIR") or ROOT.parent / "shared" / "eval").resolve()
KEPT = ROOT / "build" / "soak"

SECONDS_ALLOWED = 20
MAX_SEED_BYTES = 100_000

ODD_VALUES = (b"", b"-1", b"0", b"1e999", b"99999999999999999999", b"A1:XFD1048576", b"&#x0;", b"_x0000_", b"\xff")


class TooSlowError(Exception):
    """The engine took longer than is allowed."""


def mangle_archive(data: bytes, dice: random.Random) -> bytes:
    """Other bytes anywhere: headers, directory, compressed streams."""
    mangled = bytearray(data)
    for _ in range(dice.randint(1, 8)):
        mangled[dice.randrange(len(mangled))] = dice.randrange(256)
    return bytes(mangled[: dice.randrange(len(mangled))] if dice.random() < 0.1 else mangled)


def mangle_part(data: bytes, dice: random.Random) -> bytes:
    """One part with a piece cut out, doubled, swapped for another or given an odd value; or gone altogether."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, zlib.error):
        return mangle_archive(data, dice)
    if not parts:
        return data
    name = dice.choice(sorted(parts))
    if dice.random() < 0.05:
        del parts[name]
    else:
        parts[name] = mangle_text(parts[name], dice)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, content in parts.items():
            archive.writestr(part, content)
    return stream.getvalue()


def mangle_text(text: bytes, dice: random.Random) -> bytes:
    for _ in range(dice.randint(1, 4)):
        start = dice.randrange(len(text) + 1)
        end = min(len(text), start + dice.randint(1, 60))
        piece = text[start:end]
        quoted = text.find(b'"', start)
        closing = text.find(b'"', quoted + 1)
        match dice.randrange(4):
            case 0:
                text = text[:start] + text[end:]
            case 1:
                text = text[:end] + piece + text[end:]
            case 2 if 0 <= quoted < closing:
                text = text[: quoted + 1] + dice.choice(ODD_VALUES) + text[closing:]
            case _:
                other = dice.randrange(len(text) + 1)
                text = text[:start] + text[other : other + len(piece)] + text[end:]
    return text


MANGLERS: tuple[Callable[[bytes, random.Random], bytes], ...] = (mangle_archive, mangle_part, mangle_part, mangle_part)


def seeds() -> list[bytes]:
    """Workbooks to start from: ours, and the odd ones of others where they are at hand."""
    own = [
        make_sample(),
        workbooks.scenario_workbook(),
        workbooks.simple_workbook("Nome", "Idade"),
        workbooks.package(),
    ]
    others = [path for path in sorted((EVAL / "nasty").glob("*.xls*")) if path.stat().st_size <= MAX_SEED_BYTES]
    return own + [path.read_bytes() for path in others if path.stat().st_size]


def read(data: bytes) -> str:
    """What became of it. Raises whatever the engine should not."""
    try:
        inspection = inspect_workbook(data)
        inspection.snapshot()
    except WorkbookError as error:
        return error.code
    return "read"


def campaign(seconds: float, seed: int) -> tuple[Counter[str], int]:
    """How often each outcome came, and how many were faults of the engine."""
    outcomes: Counter[str] = Counter()
    faults = 0
    starts = seeds()
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        dice = random.Random(seed)
        mangled = dice.choice(MANGLERS)(dice.choice(starts), dice)
        signal.alarm(SECONDS_ALLOWED)
        try:
            outcomes[read(mangled)] += 1
        except Exception as error:  # every kind of it is what we look for
            faults += 1
            keep(mangled, seed, error)
        finally:
            signal.alarm(0)
        seed += 1
    return outcomes, faults


def keep(data: bytes, seed: int, error: Exception) -> None:
    KEPT.mkdir(parents=True, exist_ok=True)
    path = KEPT / f"{type(error).__name__}-{seed}.xlsx"
    path.write_bytes(data)
    place = traceback.extract_tb(error.__traceback__)[-1]
    print(
        f"  seed {seed}: {type(error).__name__}: {error} at {Path(place.filename).name}:{place.lineno}; kept as {path}"
    )


def too_slow(_number: int, _frame: FrameType | None) -> None:
    raise TooSlowError(f"more than {SECONDS_ALLOWED} s")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--seed", type=int, default=random.randrange(2**32))
    options = parser.parse_args()
    signal.signal(signal.SIGALRM, too_slow)
    outcomes, faults = campaign(options.seconds, options.seed)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        f"soak_reader: seed {options.seed}: {outcomes.total()} workbooks, {outcomes['read']} read, "
        f"{faults} faults, {peak} MiB at most"
    )
    print("  " + ", ".join(f"{count} {outcome}" for outcome, count in outcomes.most_common()))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
