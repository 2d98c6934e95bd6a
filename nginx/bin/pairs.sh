# shellcheck shell=bash
# Pairs of a certificate (with the ones between it and its authority) and its private key: two files in a folder.

readonly CHAIN=fullchain.pem KEY=privkey.pem

# Two pairs have the same mark if their bytes are the same; `missing` where both files are.
mark_of() {
  if [[ ! -e $1/$CHAIN && ! -e $1/$KEY ]]; then
    echo missing
  else
    { cat "$1/$CHAIN" && echo -- && cat "$1/$KEY"; } 2>&1 | sha256sum | cut -d' ' -f1
  fi
}

# copy_pair FROM TO: as much of it as there is.
copy_pair() {
  local file
  rm -rf "$2"
  mkdir -m 0700 "$2"
  for file in "$CHAIN" "$KEY"; do
    (umask 077 && cat "$1/$file" >"$2/$file") 2>/dev/null || rm -f "$2/$file"
  done
}

# Why the pair in the folder cannot be served; nothing where it can.
fault_of() {
  local chain=$1/$CHAIN key=$1/$KEY public
  if [[ ! -s $chain && ! -s $key ]]; then
    echo missing
  elif [[ ! -s $chain ]]; then
    echo certificate_missing
  elif [[ ! -s $key ]]; then
    echo key_missing
  elif ! openssl x509 -in "$chain" -noout 2>/dev/null; then
    echo certificate_unreadable
  elif ! public=$(openssl pkey -in "$key" -pubout -passin pass: 2>/dev/null); then
    echo key_unreadable # or it wants a password
  elif [[ $public != "$(openssl x509 -in "$chain" -noout -pubkey)" ]]; then
    echo key_mismatch
  elif ! openssl x509 -in "$chain" -noout -checkend 0 >/dev/null; then
    echo expired
  elif (($(moment_of startdate "$chain") > EPOCHSECONDS)); then
    echo not_yet_valid
  fi
}

# moment_of startdate|enddate CHAIN: in seconds since 1970.
moment_of() {
  local line
  line=$(openssl x509 -in "$2" -noout "-$1")
  date -d "${line#*=}" +%s
}

serial_of() {
  local line
  line=$(openssl x509 -in "$1/$CHAIN" -noout -serial)
  echo "${line#*=}"
}

# names_missing_in FOLDER NAME...: those of the names that the certificate is not for.
names_missing_in() {
  local chain=$1/$CHAIN name missing=()
  shift
  for name; do
    openssl x509 -in "$chain" -noout -checkhost "$name" 2>/dev/null | grep -q 'does match' || missing+=("$name")
  done
  echo "${missing[*]}"
}

# make_placeholder FOLDER NAME...: so that nginx starts where there is no certificate yet. Nobody trusts it.
make_placeholder() {
  local folder=$1 names
  shift
  names=$(printf ',DNS:%s' "$@")
  mkdir -m 0700 "$folder"
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -noenc -days 365 -subj "/CN=placeholder" \
    -addext "subjectAltName=${names#,}" -keyout "$folder/$KEY" -out "$folder/$CHAIN" 2>/dev/null
}
