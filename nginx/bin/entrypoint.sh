#!/bin/bash
# Starts nginx: checks its version and our settings, renders the configuration, has nginx test it, becomes nginx.
#
# Arguments go to nginx: `-t` only tests, `-T` also prints the whole configuration.
# Exits with 2 and a line `error: CODE: what` for each thing that is wrong.
set -euo pipefail

readonly HOME_DIR=/opt/tr4ction-nginx
readonly RUN_DIR=/run/nginx
readonly CONF_DIR=$RUN_DIR/conf
readonly LOG_DIR=/var/log/nginx
# Standard error from the first line: the log file that is compiled in may not be ours to open.
readonly NGINX=(nginx -e stderr -c "$CONF_DIR/nginx.conf")
readonly OLDEST_MINOR=28 # of nginx 1: `server … resolve` came with 1.27.3, keepalive_min_timeout with 1.27.4

# The log files in the volume: each is put aside at this size, and so many old ones are kept.
readonly LOG_MAX_BYTES=$((10 * 1024 * 1024))
readonly LOG_KEEP=3
readonly LOG_CHECK_SECONDS=15

# shellcheck source=settings.sh
source "$HOME_DIR/bin/settings.sh"
# shellcheck source=certificates.sh
source "$HOME_DIR/bin/certificates.sh"

refuse() {
  printf 'error: %s\n' "$@" >&2
  exit 2
}

check_version() {
  local version
  version=$(nginx -v 2>&1) || refuse "nginx_missing: no nginx in this image"
  [[ $version =~ nginx/([0-9]+)\.([0-9]+)[0-9.]* ]] || refuse "nginx_unknown: cannot read a version from '$version'"
  if ((BASH_REMATCH[1] < 1 || (BASH_REMATCH[1] == 1 && BASH_REMATCH[2] < OLDEST_MINOR))); then
    refuse "nginx_too_old: ${BASH_REMATCH[0]} is older than 1.$OLDEST_MINOR and would never find a service that was recreated.\
 Build with --build-arg NGINX_IMAGE=nginx:1.30 or newer."
  fi
}

check_folders() {
  local folder
  for folder in "$RUN_DIR" "$LOG_DIR"; do
    [[ -d $folder && -w $folder ]] ||
      refuse "folder_not_writable: $folder must belong to uid $(id -u); as a tmpfs: $folder:uid=$(id -u),gid=$(id -g),mode=0755"
  done
}

# Writes the template $1 to $2 with every ${NAME} of a rendered setting replaced.
render() {
  local text name
  text=$(<"$1")
  for name in "${RENDERED[@]}"; do
    text=${text//"\${$name}"/"${!name}"}
  done
  printf '%s\n' "$text" >"$2"
}

render_configuration() {
  local template name
  rm -rf "$CONF_DIR"
  mkdir -p "$CONF_DIR/routes" "$RUN_DIR/tmp"
  for template in "$HOME_DIR"/templates/*.conf.template; do
    name=${template##*/}
    render "$template" "$CONF_DIR/${name%.template}"
  done
  render "$HOME_DIR/templates/servers/$(served_how).conf.template" "$CONF_DIR/servers.conf"
  if [[ $ENVIRONMENT == production ]]; then
    cp "$HOME_DIR/snippets/hidden_routes.conf" "$CONF_DIR/routes/"
  fi
}

# At every address, at our names only, or at our names through TLS.
served_how() {
  if [[ $TLS_MODE != off ]]; then
    echo secure
  elif ((${#SERVER_NAMES[@]} > 0)); then
    echo named
  else
    echo open
  fi
}

keep_logs_small() {
  while sleep "$LOG_CHECK_SECONDS"; do
    "$HOME_DIR/bin/rotate-logs.sh" "$LOG_DIR" "$LOG_MAX_BYTES" "$LOG_KEEP" || true
  done
}

check_version
read_settings
((${#FAULTS[@]} == 0)) || refuse "${FAULTS[@]/#/setting_invalid: }"
check_folders
[[ $TLS_MODE == off ]] || choose_first_certificate
render_configuration

"${NGINX[@]}" -t -q || refuse "configuration_invalid: nginx refuses what was rendered; see above"
if (($# == 0)); then
  log info starting tls_mode "$TLS_MODE" names "$NAMES" trusted_proxies "${NETWORKS[*]}"
  keep_logs_small &
  watch_certificates &
fi
exec "${NGINX[@]}" "$@"
