# shellcheck shell=bash
# Kinds of values. Each function takes the name of a setting, gives it its default where it is empty, and leaves in FAULTS
# a line `NAME: reason` where its value is none of its kind.

FAULTS=()

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

# names NAME...: sets SERVER_NAMES to the domain names in these settings, each once, in small letters.
names() {
  local setting name
  SERVER_NAMES=()
  for setting; do
    name=${!setting:-}
    name=${name,,}
    [[ -n $name ]] || continue
    if ((${#name} > 253)) || ! [[ $name =~ ^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$ ]]; then
      FAULTS+=("$setting: must be a domain name such as api.example.com, without https:// and without a port")
    elif [[ " ${SERVER_NAMES[*]} " != *" $name "* ]]; then
      SERVER_NAMES+=("$name")
    fi
  done
}

# networks NAME: sets NETWORKS to the addresses and networks of the comma list.
networks() {
  local items item
  NETWORKS=()
  IFS=, read -ra items <<<"${!1:-}"
  for item in "${items[@]}"; do
    item=${item//[[:space:]]/}
    if [[ $item =~ ^[0-9]{1,3}(\.[0-9]{1,3}){3}(/[0-9]{1,2})?$ || $item =~ ^[0-9a-fA-F:]*:[0-9a-fA-F:]+(/[0-9]{1,3})?$ ]]; then
      NETWORKS+=("$item")
    elif [[ -n $item ]]; then
      FAULTS+=("$1: '$item' is not an address or network such as 10.0.0.0/8")
    fi
  done
}
