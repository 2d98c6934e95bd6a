"""One fuzz target in a process of its own: `python -m soak.fuzz_target NAME [options of libFuzzer] [folders]`."""

from __future__ import annotations

import random
import sys

import atheris

# Coverage is counted in the engine only, and only if it is imported here.
with atheris.instrument_imports(include=["tr4ction_workbook"]):
    from soak.targets.catalogue import TARGETS
    from soak.targets.target import Mutate

_BY_BYTES = 0.2  # of the mutations are libFuzzer's own, which knows what it compared with what


def _mutator(mutate: Mutate) -> object:
    def custom(data: bytes, limit: int, seed: int) -> bytes:
        dice = random.Random(seed)
        if not data or dice.random() < _BY_BYTES:
            return bytes(atheris.Mutate(data, len(data) or 1))
        return mutate(data, limit, dice)

    return custom


def main() -> None:
    name, *options = sys.argv[1:]
    target = TARGETS[name]
    more = {} if target.mutate is None else {"custom_mutator": _mutator(target.mutate)}
    atheris.Setup([sys.argv[0], f"-max_len={target.max_length}", *options], target.check, **more)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
