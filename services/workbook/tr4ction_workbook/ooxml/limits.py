"""How much a workbook may hold, and cost. All sizes in bytes after inflating."""

from __future__ import annotations

from dataclasses import dataclass, replace

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Checked against the archive's directory before anything is inflated, and again while inflating: headers lie.

    `max_ratio` is inflated size over stored size and counts only for what is above `ratio_floor`, each part and all
    together: a small part of one repeated letter harms nobody. Counts are of all sheets together, and a part counts
    each time that it is looked at: `max_cells` stored cells; `max_rows` rows; `max_strings` items of the shared string
    table; `max_nodes` tags and attributes of what is kept as a tree, which is all but cells and shared strings;
    `max_sheet_cells` cells of one sheet that is searched for fields, beyond which a sheet is data and no form;
    `max_ranges` ranges of validations, formats and links; `max_formula_characters` characters of shared formulas,
    written out for every cell. `max_depth`: elements within elements; `max_tree_bytes`: size of a part that is read as
    a tree.

    `max_seconds` is CPU time of the process for reading, for finding fields and for a snapshot, each. It is looked at
    between steps, none of which takes long.
    """

    max_entries: int = 20_000
    max_part_bytes: int = 400 * MIB
    max_total_bytes: int = 1024 * MIB
    max_ratio: int = 300
    ratio_floor: int = 8 * MIB
    max_cells: int = 3_000_000
    max_sheet_cells: int = 250_000
    max_rows: int = 6_000_000
    max_strings: int = 6_000_000
    max_nodes: int = 6_000_000
    max_tree_bytes: int = 64 * MIB
    max_depth: int = 128
    max_ranges: int = 2_000_000
    max_formula_characters: int = 128 * MIB
    max_seconds: float = 60

    def within(self, memory: int) -> Limits:
        """What can be read, searched for fields and written down in that many bytes of address space.

        Measured with the most costly workbooks that each limit lets through: a cell takes up to 800 bytes in all,
        most of them while its sheet is searched, a node 330, an item of the string table 120, a range 200; text up to
        four bytes a character, twice.
        """
        return replace(
            self,
            max_part_bytes=min(self.max_part_bytes, memory // 6),
            max_total_bytes=min(self.max_total_bytes, memory // 3),
            max_cells=min(self.max_cells, memory // 1000),
            max_sheet_cells=min(self.max_sheet_cells, memory // 2000),
            max_rows=min(self.max_rows, memory // 500),
            max_strings=min(self.max_strings, memory // 400),
            max_nodes=min(self.max_nodes, memory // 500),
            max_tree_bytes=min(self.max_tree_bytes, memory // 32),
            max_ranges=min(self.max_ranges, memory // 1000),
            max_formula_characters=min(self.max_formula_characters, memory // 16),
        )
