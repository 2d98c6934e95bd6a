#!/bin/bash
# Succeeds where nginx answers. A real request, without a program the image would need for nothing else.
set -euo pipefail

exec 3<>/dev/tcp/127.0.0.1/8081
printf 'GET /nginx-health HTTP/1.0\r\n\r\n' >&3
read -r -t 2 _ status _ <&3
[[ $status == 200 ]]
