# shellcheck shell=bash disable=SC2034  # sourced by entrypoint.sh, which reads what is set here
# The settings nginx shares with the services, under the same names and with the same bounds (.env.example).
# An empty value counts as none. `read_settings` leaves in FAULTS a line `NAME: reason` for each wrong one.

# shellcheck source=checks.sh
source "$HOME_DIR/bin/checks.sh"

# What templates may name.
readonly RENDERED=(
  ALLOWED_ORIGINS BODY_LIMIT_KB ERROR_CATALOGUE_URL ERROR_LOG_LEVEL GATEWAY_UPSTREAM HTTPS_SUFFIX MAX_BODY_KB
  MAX_UPLOAD_MB NAMES PROXY_NETWORKS READ_TIMEOUT_SECONDS REAL_IP_FROM RESOLVER STRICT_TRANSPORT_SECURITY
  UPLOAD_LIMIT_KB
)

# A multipart body is larger than the file in it; the gateway allows the same (body_limit.py).
readonly MULTIPART_OVERHEAD_KB=64

# The gateway says itself which service was silent; so nginx waits longer than it does.
readonly SECONDS_AFTER_GATEWAY=5

read_settings() {
  whole_number MAX_UPLOAD_MB 50 1 1024
  whole_number MAX_BODY_KB 1024 1 65536
  one_of ENVIRONMENT production development test production # this is the door: what is not said is closed
  one_of LOG_LEVEL INFO DEBUG INFO WARNING ERROR
  matching ERROR_CATALOGUE_URL https://tr4ction.example/errors '^https?://[A-Za-z0-9._~:/@%+?=&-]+$' \
    'must be an address such as https://example.com/errors'
  matching PROXY_READ_TIMEOUT_SECONDS 120 '^[0-9]{1,4}(\.[0-9]+)?$' 'must be a number of seconds'
  host_and_port GATEWAY_UPSTREAM gateway:8000
  origins CORS_ORIGINS
  read_tls_settings
  ((${#FAULTS[@]} == 0)) || return 0

  UPLOAD_LIMIT_KB=$((MAX_UPLOAD_MB * 1024 + MULTIPART_OVERHEAD_KB))
  BODY_LIMIT_KB=$MAX_BODY_KB
  local seconds=${PROXY_READ_TIMEOUT_SECONDS%%.*}
  [[ $PROXY_READ_TIMEOUT_SECONDS != *.* ]] || seconds=$((10#$seconds + 1))
  READ_TIMEOUT_SECONDS=$((10#$seconds + SECONDS_AFTER_GATEWAY))
  case $LOG_LEVEL in
    DEBUG) ERROR_LOG_LEVEL=info ;;
    INFO) ERROR_LOG_LEVEL=notice ;;
    WARNING) ERROR_LOG_LEVEL=warn ;;
    ERROR) ERROR_LOG_LEVEL=error ;;
  esac
  RESOLVER=$(first_nameserver)
  [[ -n $RESOLVER ]] || FAULTS+=("GATEWAY_UPSTREAM: cannot be looked up, /etc/resolv.conf names no server")
}

# origins NAME: sets ALLOWED_ORIGINS to the lines of a map that gives each origin of the comma list back.
origins() {
  local items origin
  ALLOWED_ORIGINS=
  IFS=, read -ra items <<<"${!1:-}"
  for origin in "${items[@]}"; do
    origin=${origin//[[:space:]]/}
    origin=${origin%/}
    if [[ $origin =~ ^https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?$ ]]; then
      ALLOWED_ORIGINS+="    \"$origin\" \"$origin\";"$'\n'
    elif [[ -n $origin ]]; then
      FAULTS+=("$1: '$origin' is not an origin such as https://app.example.com")
    fi
  done
}

# Who is asked at which names, by which certificate, and whose word on a client is believed.
read_tls_settings() {
  names API_DOMAIN APP_DOMAIN
  one_of TLS_MODE "$([[ -n ${API_DOMAIN:-} ]] && echo letsencrypt || echo off)" off selfsigned custom letsencrypt
  whole_number HTTPS_PORT 443 1 65535
  networks TRUSTED_PROXIES
  if [[ $TLS_MODE =~ ^(selfsigned|custom|letsencrypt)$ && -z ${API_DOMAIN:-}${APP_DOMAIN:-} ]]; then
    FAULTS+=("TLS_MODE: $TLS_MODE needs a name for its certificate; set API_DOMAIN or APP_DOMAIN")
  fi
  # A stack behind a proxy may have a name for its links only: it answers at every address, as long as API_DOMAIN is empty.
  [[ $TLS_MODE != off || -n ${API_DOMAIN:-} ]] || SERVER_NAMES=()

  NAMES=${SERVER_NAMES[*]}
  HTTPS_SUFFIX=
  [[ $HTTPS_PORT == 443 ]] || HTTPS_SUFFIX=:$HTTPS_PORT
  # Two years, as Mozilla says. Not for a certificate that browsers do not know: they would never let anybody in again.
  STRICT_TRANSPORT_SECURITY=
  [[ $TLS_MODE != letsencrypt && $TLS_MODE != custom ]] || STRICT_TRANSPORT_SECURITY='max-age=63072000'
  REAL_IP_FROM=
  PROXY_NETWORKS=
  local network
  for network in "${NETWORKS[@]}"; do
    REAL_IP_FROM+="set_real_ip_from $network;"$'\n'
    PROXY_NETWORKS+="    $network 1;"$'\n'
  done
}

# The name server of this container: Docker's own in a network, anyone's elsewhere.
first_nameserver() {
  local key address
  while read -r key address _; do
    if [[ $key == nameserver ]]; then
      address=${address%%%*}
      [[ $address != *:* ]] || address="[$address]"
      printf '%s' "$address"
      return
    fi
  done </etc/resolv.conf
}
