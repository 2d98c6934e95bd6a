#!/usr/bin/env bash
# install_certificate.sh CHAIN KEY: for TLS_MODE=custom, gives the running stack a certificate from elsewhere: two PEM
# files, the server's own certificate first in CHAIN. What does not fit together is refused, and the old one stays.
set -euo pipefail

if (($# != 2)); then
  echo "usage: $0 CHAIN KEY" >&2
  exit 2
fi
pair=$(cat -- "$1" && echo && cat -- "$2") || exit 2
cd "$(dirname "${BASH_SOURCE[0]}")/.."

docker compose exec -T certbot python3 -m tr4ction_certbot install <<<"$pair"
