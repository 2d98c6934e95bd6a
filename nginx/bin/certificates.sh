# shellcheck shell=bash
# Which certificate nginx serves: a placeholder until there is one, then always the newest good one, with no restart.
#
# Others write certificates (the container `certbot`); nginx reads them and never what is half-written: a pair is copied
# into memory, looked at there, and becomes the served one by the switch of one link.

# shellcheck source=log.sh
source "$HOME_DIR/bin/log.sh"
# shellcheck source=pairs.sh
source "$HOME_DIR/bin/pairs.sh"
# shellcheck source=readiness.sh
source "$HOME_DIR/bin/readiness.sh"

readonly TLS_DIR=$RUN_DIR/tls
readonly WATCH_SECONDS=2
readonly RELOAD_SECONDS=10

# What is served, and since when a newer one is not: these are what readiness.sh tells.
SERVED_SOURCE='' SERVED_MARK='' SERVED_SERIAL='' SERVED_UNTIL=0 SERVED_NOT_FOR='' REFUSED_FAULT='' REFUSED_MARK=''
# The mark of a pair with a fault. certbot exchanges its two files one after the other: a fault counts when it stays.
DOUBTED_MARK=''

# Where the pairs of this mode come from.
source_folder() {
  case $TLS_MODE in
    letsencrypt) echo /etc/letsencrypt/live/tr4ction ;;
    *) echo "/etc/letsencrypt/$TLS_MODE" ;;
  esac
}

# Before nginx starts: the pair that is there, if it is good; else the placeholder.
choose_first_certificate() {
  local mark fault
  rm -rf "$TLS_DIR"
  mkdir -m 0700 "$TLS_DIR"
  make_placeholder "$TLS_DIR/placeholder" "${SERVER_NAMES[@]}"
  mark=$(mark_of "$(source_folder)") # of what is copied, or older: a pair that comes meanwhile is another one
  copy_pair "$(source_folder)" "$TLS_DIR/first"
  fault=$(fault_of "$TLS_DIR/first")
  if [[ -z $fault ]]; then
    point_to first
    note_served "$TLS_MODE" "$TLS_DIR/first"
  else
    point_to placeholder
    note_served placeholder "$TLS_DIR/placeholder"
    REFUSED_MARK=$mark
    [[ $fault == missing ]] || REFUSED_FAULT=$fault
  fi
}

# While nginx runs, in the background.
watch_certificates() {
  tell_readiness || log error readiness_untold
  while sleep "$WATCH_SECONDS"; do
    [[ $TLS_MODE == off ]] || look_for_another || log error certificate_watch_failed
    tell_readiness || log error readiness_untold
  done
}

look_for_another() {
  local mark fault
  mark=$(mark_of "$(source_folder)")
  if [[ $mark == "$SERVED_MARK" ]]; then
    REFUSED_MARK='' REFUSED_FAULT='' # what was wrong has been undone
    return
  fi
  # What was refused is not looked at again, unless time alone may have mended it.
  [[ $mark != "$REFUSED_MARK" || $REFUSED_FAULT == not_yet_valid ]] || return 0

  copy_pair "$(source_folder)" "$TLS_DIR/candidate"
  fault=$(fault_of "$TLS_DIR/candidate")
  if [[ -z $fault ]]; then
    serve_candidate "$mark"
  elif [[ $mark != "$DOUBTED_MARK" ]]; then
    DOUBTED_MARK=$mark
  elif [[ $fault == missing ]]; then
    fall_back "$mark"
  else
    refuse_pair "$mark" "$fault"
  fi
}

# serve_candidate MARK
serve_candidate() {
  local before folder
  before=$(readlink "$TLS_DIR/current")
  folder=$(mktemp -d -p "$TLS_DIR" pair.XXXXXX)
  mv "$TLS_DIR/candidate"/* "$folder"
  point_to "${folder##*/}"
  if "${NGINX[@]}" -t -q && reload_nginx && await_served "$(serial_of "$folder")"; then
    note_served "$TLS_MODE" "$folder"
    REFUSED_MARK='' REFUSED_FAULT=''
    [[ $before == placeholder ]] || rm -rf "${TLS_DIR:?}/$before"
    log info certificate_served source "$SERVED_SOURCE" serial "$SERVED_SERIAL"
  else
    point_to "$before"
    rm -rf "$folder"
    refuse_pair "$1" nginx_refuses
  fi
}

# The certificates are gone: the service goes on, and whoever looks after it is told.
fall_back() {
  REFUSED_MARK=$1 REFUSED_FAULT=''
  point_to placeholder
  reload_nginx
  note_served placeholder "$TLS_DIR/placeholder"
  log error certificate_missing folder "$(source_folder)" serving placeholder
}

refuse_pair() {
  [[ $1 != "$REFUSED_MARK" || $2 != "$REFUSED_FAULT" ]] || return 0
  REFUSED_MARK=$1 REFUSED_FAULT=$2
  log error certificate_refused reason "$2" folder "$(source_folder)" serving "$SERVED_SOURCE" serial "$SERVED_SERIAL"
}

# point_to NAME: of a folder in TLS_DIR; at no moment is there none.
point_to() {
  ln -sfn "$1" "$TLS_DIR/next"
  mv -T "$TLS_DIR/next" "$TLS_DIR/current"
}

reload_nginx() {
  kill -HUP "$(<"$RUN_DIR/nginx.pid")"
}

# note_served SOURCE FOLDER
note_served() {
  SERVED_SOURCE=$1
  SERVED_MARK=
  [[ $1 == placeholder ]] || SERVED_MARK=$(mark_of "$2")
  SERVED_SERIAL=$(serial_of "$2")
  SERVED_UNTIL=$(moment_of enddate "$2/$CHAIN")
  SERVED_NOT_FOR=$(names_missing_in "$2" "${SERVER_NAMES[@]}")
}

# await_served SERIAL: until a client really gets it.
await_served() {
  local deadline=$((EPOCHSECONDS + RELOAD_SECONDS)) line
  while ((EPOCHSECONDS <= deadline)); do
    line=$(openssl s_client -connect 127.0.0.1:443 -servername "${SERVER_NAMES[0]}" </dev/null 2>/dev/null |
      openssl x509 -noout -serial 2>/dev/null) || true
    [[ ${line#*=} != "$1" ]] || return 0
    sleep 0.2
  done
  return 1
}
