"""Fields that went to another sheet: what is left when every sheet was compared with what it became."""

from __future__ import annotations

from collections import Counter

from tr4ction_workbook.diff.pairing import Block, Pairing, blocks_by
from tr4ction_workbook.diff.siblings import pair_in_order
from tr4ction_workbook.diff.version import Key

_SPEAKING = 3  # words: a label of as many, found once in each version, is no other question


def match_across(pairing: Pairing) -> None:
    """Matches a label that moved to another sheet where it says enough; where it does not, says so."""
    old_counts, new_counts = Counter(pairing.old.ungrouped), Counter(pairing.new.ungrouped)
    for block in _open_blocks(pairing):
        (label,) = pairing.old.ungrouped[block[0][0]]
        is_only = old_counts[label,] == new_counts[label,] == 1
        asks_the_same = {pairing.old.kinds[place] for place in block[0]} == {
            pairing.new.kinds[place] for place in block[1]
        }
        if is_only and asks_the_same and len(label.split()) >= _SPEAKING:
            pair_in_order(pairing, block, "same label and type on another sheet, once in each version")
        elif label:
            pairing.doubt(*block, "same label, but on another sheet")


def _open_blocks(pairing: Pairing) -> list[Block]:
    def old_key(place: int) -> Key:
        return pairing.old.ungrouped[place]

    def new_key(place: int) -> Key:
        return pairing.new.ungrouped[place]

    return blocks_by(
        pairing.open_old(range(len(pairing.old))), pairing.open_new(range(len(pairing.new))), old_key, new_key
    )
