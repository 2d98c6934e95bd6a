#!/usr/bin/env bash
# issue_certificate.sh [--skip-checks] [NAME...]: has Let's Encrypt issue the certificate for API_DOMAIN and APP_DOMAIN, or
# for the one that is named. Starts the stack with what .env says if it does not run yet.
#
# First it looks whether the names lead here, then it rehearses at the authority's staging, then it asks in earnest; nginx
# has the certificate seconds later. Done again, it changes nothing. Ends with 0, or says what to mend.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

docker compose up --detach --wait --quiet-pull || {
  echo "error: stack_not_up: some container did not start; see: docker compose ps --all; docker compose logs nginx migrate" >&2
  exit 2
}
exec docker compose exec -T certbot python3 -m tr4ction_certbot issue "$@"
