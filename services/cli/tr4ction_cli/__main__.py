"""`python -m tr4ction_cli`, for where the script is not on the path."""

from __future__ import annotations

import sys

from tr4ction_cli.main import main

if __name__ == "__main__":
    sys.exit(main())
