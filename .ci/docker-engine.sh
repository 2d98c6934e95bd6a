#!/usr/bin/env bash
# A Docker engine with Compose and Buildx, and the Debian images that compose/airgap.yml starts from, on a bare Debian
# machine that has no systemd and reaches no image registry. Run as root; done again, it takes no time.
#
#   docker-engine.sh [up]      bring all of it up
#   docker-engine.sh down      stop the engine that `up` started
#   docker-engine.sh restart   stop the engine that `up` started, and start it again, as a reboot does
#
# An engine that answers already is left alone. SUITE: whose engine is unpacked beside the system's own files; BASES:
# which debian:SUITE-slim are made. The other variables say where things go.
#
# shellcheck disable=SC2016  # apt and mmdebstrap expand what stands in single quotes
set -Eeuo pipefail

SUITE=${SUITE:-trixie}
BASES=${BASES:-bookworm forky}
ENGINE_DIR=${ENGINE_DIR:-/opt/docker-$SUITE}
PLUGIN_DIR=${PLUGIN_DIR:-/usr/local/lib/docker/cli-plugins}
DOCKER_SOCK=${DOCKER_SOCK:-/var/run/docker.sock}
DOCKER_ROOT=${DOCKER_ROOT:-/var/lib/docker}
DOCKERD_LOG=${DOCKERD_LOG:-/var/log/dockerd.log}
PIDFILE=${PIDFILE:-/var/run/docker.pid}
KEYRING=/usr/share/keyrings/debian-archive-keyring.gpg
export DOCKER_HOST=unix://$DOCKER_SOCK

say() { printf '[%3ds] %s\n' "$SECONDS" "$*"; }

engine_is_up() { [ -n "$(docker version -f '{{.Server.Version}}' 2>/dev/null)" ]; }

# Where this machine gets its own packages from.
mirror() {
  local targets=(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages')
  [ -n "$("${targets[@]}")" ] || apt-get update -qq # a new machine has no package lists yet
  "${targets[@]}" | awk '/\/debian\/?$/ && !found++' # reads to the end: a pipe that breaks would count as a failure
}

install_programs() {
  local missing=() pair
  for pair in iptables:iptables runc:runc mmdebstrap:mmdebstrap; do
    command -v "${pair%:*}" >/dev/null || missing+=("${pair#*:}")
  done
  [ ${#missing[@]} -eq 0 ] && return
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

# The engine of a newer suite, without touching what apt knows of this one. Its runc needs a newer libc than ours, so
# the system's own is used.
unpack_engine() {
  local work options
  work=$(mktemp -d)
  mkdir -p "$work"/{lists/partial,cache/archives/partial}
  echo "deb [signed-by=$KEYRING] $(mirror) $SUITE main" >"$work/sources.list"
  options=(
    -qq -o APT::Sandbox::User=root -o Acquire::Languages=none
    -o Acquire::IndexTargets::deb::Contents-deb::DefaultEnabled=false
    -o Dir::Etc::sourcelist="$work/sources.list" -o Dir::Etc::sourceparts=/dev/null
    -o Dir::State::lists="$work/lists" -o Dir::Cache::archives="$work/cache/archives"
    -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache=
  )
  apt-get "${options[@]}" update
  (cd "$work" && apt-get "${options[@]}" download \
    {docker.io,containerd,docker-buildx,docker-compose,docker-cli,tini}/"$SUITE")
  rm -rf "$ENGINE_DIR" "$ENGINE_DIR.new"
  mkdir -p "$ENGINE_DIR.new"
  for package in "$work"/*.deb; do dpkg -x "$package" "$ENGINE_DIR.new"; done
  rm -f "$ENGINE_DIR.new"/usr/{s,}bin/runc
  mv "$ENGINE_DIR.new" "$ENGINE_DIR"
  rm -rf "$work"
}

start_engine() {
  local plugin
  mkdir -p "$PLUGIN_DIR"
  for plugin in docker-compose docker-buildx; do
    install -m755 "$ENGINE_DIR/usr/libexec/docker/cli-plugins/$plugin" "$PLUGIN_DIR/$plugin"
  done
  command -v docker >/dev/null || install -m755 "$ENGINE_DIR/usr/bin/docker" /usr/local/bin/docker
  rm -f "$PIDFILE" # of an engine that was killed
  PATH=$ENGINE_DIR/usr/sbin:$ENGINE_DIR/usr/bin:$PATH setsid nohup dockerd \
    --host "$DOCKER_HOST" --data-root "$DOCKER_ROOT" --pidfile "$PIDFILE" >>"$DOCKERD_LOG" 2>&1 </dev/null &
  for _ in $(seq 300); do
    if engine_is_up; then return; fi
    sleep 0.1
  done
  tail -20 "$DOCKERD_LOG" >&2
  return 1
}

stop_engine() {
  local process
  process=$(<"$PIDFILE")
  [ -x "$ENGINE_DIR/usr/sbin/dockerd" ] && [ "$(cat "/proc/$process/comm")" = dockerd ] || {
    echo "error: engine_not_ours: $PIDFILE names no engine that '$0 up' started" >&2
    return 2
  }
  kill -TERM "$process"
  while [ -e "/proc/$process" ]; do sleep 0.1; done
}

# debian:SUITE-slim, as the official one: as small, and with apt keeping nothing.
make_base_image() {
  local suite=$1 tag=debian:$1-slim folder
  if docker image inspect "$tag" >/dev/null 2>&1; then return; fi
  folder=$(mktemp -d -p "${TMPDIR:-/dev/shm}")
  # A file first: with a pipe into `docker import`, a run that fails would leave an empty image.
  TMPDIR=$folder mmdebstrap --quiet --mode=root --variant=minbase --components=main --format=tar \
    --hook-dir=/usr/share/mmdebstrap/hooks/merged-usr \
    --aptopt='Acquire::Languages "none"' --aptopt='Acquire::Check-Valid-Until "false"' \
    --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
    --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-include=/usr/share/doc/*/copyright' \
    --customize-hook='printf "%s\n" \
      "APT::Keep-Downloaded-Packages \"false\";" "Dir::Cache::pkgcache \"\";" "Dir::Cache::srcpkgcache \"\";" \
      "DPkg::Post-Invoke { \"rm -f /var/cache/apt/archives/*.deb /var/cache/apt/*.bin || true\"; };" \
      > "$1"/etc/apt/apt.conf.d/docker-clean' \
    --customize-hook='rm -rf "$1"/var/lib/apt/lists/* "$1"/var/cache/apt/* "$1"/var/log/*.log "$1"/var/log/apt/* \
      "$1"/etc/hostname "$1"/etc/resolv.conf' \
    "$suite" "$folder/root.tar" "$MIRROR" >"$folder/log" 2>&1 || {
    tail -20 "$folder/log" >&2
    return 1
  }
  docker import --change 'CMD ["bash"]' --change 'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' \
    "$folder/root.tar" "$tag" >/dev/null
  rm -rf "$folder"
  say "$tag"
}

up() {
  if ! engine_is_up; then
    install_programs
    [ -x "$ENGINE_DIR/usr/sbin/dockerd" ] || unpack_engine
    start_engine
  fi
  say "engine $(docker version -f '{{.Server.Version}}'), Compose $(docker compose version --short)"
  local suite job jobs=()
  MIRROR=$(mirror)
  for suite in $BASES; do
    make_base_image "$suite" &
    jobs+=($!)
  done
  for job in "${jobs[@]}"; do wait "$job"; done
}

case ${1:-up} in
  up) up ;;
  down) stop_engine ;;
  restart)
    stop_engine
    start_engine
    ;;
  *)
    echo "usage: $0 [up|down|restart]" >&2
    exit 2
    ;;
esac
