# shellcheck shell=bash
# What `/health/ready` of the inner server (servers/inner.conf) answers: a document, and whether there is an alarm.

readonly STATE_DIR=$RUN_DIR/state
readonly RENEWAL_STATE=/etc/letsencrypt/renewal-state.json # certbot's container writes it
readonly ALARM_DAYS=21
readonly DAY=86400

TOLD_STATE='' TOLD_CHECK='' ALARMED_AT=0

# Writes the document where it changed, and a line into the log when something begins, ends or lasts another day.
tell_readiness() {
  local days check renewal renewed=ok state status=ready
  if [[ $TLS_MODE == off ]]; then
    write_state ready '{"status":"ready","checks":{},"certificate":{"mode":"off"}}'
    return
  fi
  days=$(((SERVED_UNTIL - EPOCHSECONDS) / DAY))
  check=$(certificate_check "$days")
  renewal=$(renewal_state)
  case $renewal in
    *'"renewal": "failed"'*) renewed=failed ;;
    *'"rehearsal": "failed"'*) renewed='would fail' ;;
  esac
  # Who gets a placeholder or an expired certificate turns away: that is not serving.
  case $check in placeholder* | expired*) status=not_ready ;; esac
  [[ $SERVED_SOURCE != placeholder ]] || days=null

  state="{\"status\":\"$status\",\"checks\":{\"certificate\":\"$check\",\"renewal\":\"$renewed\"},\"certificate\":{\"mode\":\"$TLS_MODE\""
  state+=",\"source\":\"$SERVED_SOURCE\",\"serial\":\"$SERVED_SERIAL\",\"days_left\":$days"
  state+=",\"refused\":\"$REFUSED_FAULT\",\"not_for\":\"$SERVED_NOT_FOR\"},\"renewal\":$renewal}"
  write_state "$status" "$state"
  [[ $check != ok || $renewed == ok ]] || check="renewal: $renewed"
  tell_alarm "$check"
}

# certificate_check DAYS: `ok`, or what a person should look after.
certificate_check() {
  if [[ $SERVED_SOURCE == placeholder ]]; then
    [[ $TLS_MODE != selfsigned ]] || { echo ok && return; }
    echo "placeholder${REFUSED_FAULT:+, refused: $REFUSED_FAULT}"
  elif ((SERVED_UNTIL <= EPOCHSECONDS)); then
    echo "expired${REFUSED_FAULT:+, refused: $REFUSED_FAULT}"
  elif [[ -n $REFUSED_FAULT ]]; then
    echo "refused: $REFUSED_FAULT"
  elif (($1 < ALARM_DAYS)); then
    echo expiring
  elif [[ -n $SERVED_NOT_FOR ]]; then
    echo "not_for: $SERVED_NOT_FOR"
  else
    echo ok
  fi
}

# What certbot's container says of its last attempts; null where it has said nothing that can be read.
renewal_state() {
  local line=
  { read -r line <"$RENEWAL_STATE"; } 2>/dev/null || true
  [[ $TLS_MODE == letsencrypt && $line =~ ^\{[[:print:]]*\}$ ]] && echo "$line" || echo null
}

# write_state ready|not_ready DOCUMENT
write_state() {
  [[ $2 != "$TOLD_STATE" ]] || return 0
  mkdir -p "$STATE_DIR"
  printf '%s\n' "$2" >"$STATE_DIR/next"
  mv "$STATE_DIR/next" "$STATE_DIR/state.json"
  if [[ $1 == ready ]]; then
    : >"$STATE_DIR/ready"
  else
    rm -f "$STATE_DIR/ready"
  fi
  TOLD_STATE=$2
}

tell_alarm() {
  if [[ $1 == ok ]]; then
    [[ $TOLD_CHECK == ok ]] || log info certificate_ok serial "$SERVED_SERIAL"
  elif [[ $1 != "$TOLD_CHECK" ]] || ((EPOCHSECONDS - ALARMED_AT >= DAY)); then
    log warning certificate_alarm check "$1" serving "$SERVED_SOURCE" serial "$SERVED_SERIAL"
    ALARMED_AT=$EPOCHSECONDS
  fi
  TOLD_CHECK=$1
}
