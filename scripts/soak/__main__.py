"""Long campaigns against the engine and the stack: `make soak`. Whatever is found makes it fail."""

from __future__ import annotations

import argparse
import random
import sys

from soak.certificates import renew_under_load
from soak.contract import ask_everything
from soak.filling import fill_mangled
from soak.findings import Campaign
from soak.fuzzing import fuzz
from soak.killing import kill_while_saving
from soak.reading import read_mangled
from soak.uploads import upload_and_kill

CAMPAIGNS: dict[str, Campaign] = {
    "reading": read_mangled,
    "filling": fill_mangled,
    "uploads": upload_and_kill,
    "certificates": renew_under_load,
    "killing": kill_while_saving,
    "contract": ask_everything,
    "fuzzing": fuzz,
}
_SHOWN = 20


def main() -> int:
    parser = argparse.ArgumentParser(prog="soak", description=__doc__)
    parser.add_argument("--seconds", type=float, default=600, help="of each campaign but fuzzing")
    parser.add_argument("--fuzz-seconds", type=float, default=1800, help="of fuzzing, all targets together")
    parser.add_argument("--seed", type=int, default=random.randrange(2**32))
    parser.add_argument("--only", choices=CAMPAIGNS, help="one campaign")
    options = parser.parse_args()
    found = 0
    for name in [options.only] if options.only else CAMPAIGNS:
        findings = CAMPAIGNS[name](options.fuzz_seconds if name == "fuzzing" else options.seconds, options.seed)
        print(f"soak {name}: seed {options.seed}: {len(findings.faults)} faults", flush=True)
        for line in findings.lines + findings.faults[:_SHOWN]:
            print(f"  {line}", flush=True)
        found += len(findings.faults)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
