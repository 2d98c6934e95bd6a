#!/usr/bin/env bash
# check_certificate.sh: says which certificate nginx serves at each name and for how long it is good. Ends with 0 if that
# is 21 days or more and nothing else is wrong; a job that runs it daily can tell somebody where it does not.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

exec docker compose exec -T certbot python3 -m tr4ction_certbot check
