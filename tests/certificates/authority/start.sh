#!/bin/sh
# Pebble's own certificate is made anew; whoever talks to it finds the authority that signed it in the volume.
set -eu
cd /run/authority
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -noenc -days 30 -subj /CN=authority \
  -addext subjectAltName=DNS:authority,DNS:localhost -keyout server.key -out server.pem 2>/dev/null
cp server.pem /trust/ca.pem
pebble-challtestsrv -defaultIPv4 127.0.0.1 -defaultIPv6 "" -http01 "" -https01 "" -tlsalpn01 "" -doh "" &
# Names lead where the tests say, or, with DNS=docker, where Docker's own DNS does.
set --
[ "${DNS:-}" = docker ] || set -- -dnsserver 127.0.0.1:8053
# No pauses before validations and no nonces lost on purpose: those are Pebble's tests of certbot, not ours of it.
PEBBLE_AUTHZREUSE=0 PEBBLE_VA_NOSLEEP=1 PEBBLE_WFE_NONCEREJECT=0 exec pebble -config /pebble.json "$@"
