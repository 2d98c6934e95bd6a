# shellcheck shell=bash disable=SC2034  # sourced by entrypoint.sh, which reads what is set here
# The settings nginx shares with the services, under the same names and with the same bounds (.env.example).
# An empty value counts as none. `read_settings` leaves in FAULTS a line `NAME: reason` for each wrong one.

FAULTS=()

# What templates may name.
readonly RENDERED=(
  ALLOWED_ORIGINS BODY_LIMIT_KB ERROR_CATALOGUE_URL ERROR_LOG_LEVEL GATEWAY_UPSTREAM MAX_BODY_KB MAX_UPLOAD_MB
  READ_TIMEOUT_SECONDS RESOLVER UPLOAD_LIMIT_KB
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

# whole_number NAME DEFAULT MIN MAX
whole_number() {
  local value=${!1:-$2}
  if [[ $value =~ ^[0-9]{1,9}$ ]] && ((10#$value >= $3 && 10#$value <= $4)); then
    printf -v "$1" '%d' "$((10#$value))"
  else
    FAULTS+=("$1: must be a whole number from $3 to $4")
  fi
}

# one_of NAME DEFAULT CHOICE...
one_of() {
  local name=$1 value=${!1:-$2} choice
  shift 2
  for choice; do
    if [[ $value == "$choice" ]]; then
      printf -v "$name" '%s' "$value"
      return
    fi
  done
  FAULTS+=("$name: must be one of: $*")
}

# matching NAME DEFAULT PATTERN REASON
matching() {
  local value=${!1:-$2}
  if [[ $value =~ $3 ]]; then
    printf -v "$1" '%s' "$value"
  else
    FAULTS+=("$1: $4")
  fi
}

# host_and_port NAME DEFAULT
host_and_port() {
  local value=${!1:-$2}
  if [[ $value =~ ^[A-Za-z0-9]([A-Za-z0-9_.-]*[A-Za-z0-9])?:([0-9]{1,5})$ ]] &&
    ((10#${BASH_REMATCH[2]} >= 1 && 10#${BASH_REMATCH[2]} <= 65535)); then
    printf -v "$1" '%s' "$value"
  else
    FAULTS+=("$1: must be host:port such as $2")
  fi
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
