"""The container's commands. They end with 0; with 2 and `error: CODE: what` where a person can mend it; else with 1."""

from __future__ import annotations

import argparse
import os
import sys

from tr4ction_certbot.checking import check
from tr4ction_certbot.errors import CertbotError, RefusedError
from tr4ction_certbot.installing import install
from tr4ction_certbot.issuing import issue
from tr4ction_certbot.keeping import keep
from tr4ction_certbot.settings import read_settings


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="tr4ction_certbot", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("keep", help="renew for ever; the container's main job")
    issuing = commands.add_parser("issue", help="have a certificate issued")
    issuing.add_argument("names", nargs="*", help="API_DOMAIN, APP_DOMAIN or both; none: all that are set")
    issuing.add_argument("--skip-checks", action="store_true", help="do not look whether the names lead here")
    commands.add_parser("install", help="take a certificate and its key from standard input, for TLS_MODE=custom")
    commands.add_parser("check", help="say what is served, and end with 1 if that needs somebody's attention")
    options = parser.parse_args(arguments)
    os.umask(0o077)
    try:
        settings = read_settings()
        match options.command:
            case "keep":
                keep(settings)
            case "issue":
                issue(settings, options.names, check=not options.skip_checks)
            case "install":
                install(settings)
            case "check":
                return 0 if check(settings) else 1
    except RefusedError as refusal:
        sys.stderr.write(f"error: {refusal}\n")
        return 2
    except CertbotError as error:
        sys.stderr.write(f"error: certbot_failed: certbot said:\n{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
