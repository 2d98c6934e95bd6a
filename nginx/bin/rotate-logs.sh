#!/bin/bash
# rotate-logs.sh FOLDER MAX_BYTES KEEP: puts every *.log that has reached MAX_BYTES aside as *.log.1, the one before as
# *.log.2 and so on, keeps KEEP of them, and has nginx begin new files. So a volume of logs never fills a disk.
set -euo pipefail

readonly FOLDER=$1 MAX_BYTES=$2 KEEP=$3
moved=no

for log in "$FOLDER"/*.log; do
  if [[ ! -f $log ]] || (($(stat -c %s "$log") < MAX_BYTES)); then
    continue
  fi
  for ((n = KEEP; n > 1; n--)); do
    [[ ! -e $log.$((n - 1)) ]] || mv -f "$log.$((n - 1))" "$log.$n"
  done
  mv -f "$log" "$log.1"
  moved=yes
done
[[ $moved == no ]] || kill -USR1 "$(</run/nginx/nginx.pid)"
