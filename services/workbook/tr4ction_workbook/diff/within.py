"""The fields of one sheet in two versions: from what is certain to what depends on it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tr4ction_workbook.diff.pairing import Block, Context, Contexts, Pairing, blocks_by
from tr4ction_workbook.diff.places import pair_by_place
from tr4ction_workbook.diff.rewording import Rewordings
from tr4ction_workbook.diff.siblings import pair_by_example, pair_in_order, row_keys
from tr4ction_workbook.diff.version import Key

_ROUNDS = 3
_EXACT = "same section and label"

_View = Callable[[Context], Context]
_SURROUNDINGS: tuple[tuple[str, _View], ...] = (
    ("between the same fields", lambda context: context),
    ("after the same field", lambda context: (context[0], 0)),
    ("before the same field", lambda context: (0, context[1])),
)


def match_sheet(pairing: Pairing, old: Sequence[int], new: Sequence[int]) -> None:
    """Matches what can be matched of two sheets that are the same; what is doubtful is said, the rest is left open."""
    _Sheet(pairing, old, new).match()


class _Sheet:
    def __init__(self, pairing: Pairing, old: Sequence[int], new: Sequence[int]) -> None:
        self._pairing = pairing
        self._old, self._new = old, new
        self._contested_old: set[int | None] = set()
        self._contested_new: set[int | None] = set()

    def match(self) -> None:
        self._pair_unique()
        self._pair_by_examples()
        for _ in range(_ROUNDS):
            known = len(self._pairing.new_of)
            self._pair_siblings()
            pair_by_place(self._pairing, self._old, self._new, self._contexts(), self._is_contested)
            self._pair_reworded()
            if len(self._pairing.new_of) == known:
                break
        self._doubt_siblings()
        Rewordings(self._pairing, *self._open(), self._contexts()).doubt()

    def _open(self) -> Block:
        return self._pairing.open_old(self._old), self._pairing.open_new(self._new)

    def _contexts(self) -> Contexts:
        return Contexts(self._pairing, self._old, self._new)

    def _exact_blocks(self) -> list[Block]:
        """Open fields of the same section and label."""
        return blocks_by(*self._open(), self._pairing.old.exact.__getitem__, self._pairing.new.exact.__getitem__)

    def _pair_unique(self) -> None:
        """Nobody can say of two fields without a name that they are the same, were they the only ones."""
        for block in self._exact_blocks():
            if len(block[0]) == len(block[1]) == 1 and self._pairing.old.labels[block[0][0]]:
                pair_in_order(self._pairing, block, f"{_EXACT}, which no other field has")

    def _pair_by_examples(self) -> None:
        for block in self._exact_blocks():
            if not pair_by_example(self._pairing, block):
                self._contested_old.update(self._pairing.old.rows[place] for place in block[0])
                self._contested_new.update(self._pairing.new.rows[place] for place in block[1])

    def _pair_siblings(self) -> None:
        old, new = self._pairing.old, self._pairing.new
        self._pair_by_rows()
        self._pair_by_surroundings(old.exact, new.exact, _EXACT)
        self._pair_by_surroundings(old.ungrouped, new.ungrouped, "same label under another section title")
        self._pair_by_surroundings(old.unnumbered, new.unnumbered, "same label with another number before it")

    def _pair_by_rows(self) -> None:
        old_keys, new_keys = row_keys(self._pairing, self._old, self._new)
        exact_old, exact_new = self._pairing.old.exact, self._pairing.new.exact
        for block in blocks_by(
            old_keys,
            new_keys,
            lambda place: (exact_old[place], old_keys[place]),
            lambda place: (exact_new[place], new_keys[place]),
        ):
            pair_in_order(self._pairing, block, f"{_EXACT}, in the row of the same fields")

    def _pair_by_surroundings(self, old_keys: list[Key], new_keys: list[Key], reason: str) -> None:
        for where, view in _SURROUNDINGS:
            contexts = self._contexts()
            blocks = blocks_by(
                *self._open(),
                lambda place: (old_keys[place], view(contexts.old[place])),  # noqa: B023  called at once
                lambda place: (new_keys[place], view(contexts.new[place])),  # noqa: B023
            )
            for block in blocks:
                if not self._is_contested(block):
                    pair_in_order(self._pairing, block, f"{reason}, {where}")

    def _is_contested(self, block: Block) -> bool:
        return any(self._pairing.old.rows[place] in self._contested_old for place in block[0]) or any(
            self._pairing.new.rows[place] in self._contested_new for place in block[1]
        )

    def _pair_reworded(self) -> None:
        for block, reason in Rewordings(self._pairing, *self._open(), self._contexts()).sure():
            pair_in_order(self._pairing, block, reason)

    def _doubt_siblings(self) -> None:
        contexts = self._contexts()
        old, new = self._pairing.old.exact, self._pairing.new.exact
        for block in blocks_by(
            *self._open(),
            lambda place: (old[place], contexts.old[place]),
            lambda place: (new[place], contexts.new[place]),
        ):
            self._pairing.doubt(*block, _why(block))
        for block in self._exact_blocks():
            self._pairing.doubt(*block, f"{_EXACT}, but not between the same fields")


def _why(block: Block) -> str:
    old, new = len(block[0]), len(block[1])
    if old == new:
        return f"{_EXACT}: {old} of them in both, but examples or types say that rows came or went"
    return f"{_EXACT}: {old} of them became {new}, and nothing says which came or went"
