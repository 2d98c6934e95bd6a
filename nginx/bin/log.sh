# shellcheck shell=bash
# log LEVEL EVENT [NAME VALUE]...: one line of JSON on standard output, like those of the requests.
log() {
  local line
  printf -v line '{"time":"%(%Y-%m-%dT%H:%M:%S%z)T","service":"nginx","level":"%s","event":"%s"' -1 "$1" "$2"
  shift 2
  while (($# > 1)); do
    line+=",\"$1\":$(json_text "$2")"
    shift 2
  done
  printf '%s}\n' "$line"
}

# json_text TEXT: the text as JSON has it, in quotes; what is not printable is left out.
json_text() {
  local text=${1//[^[:print:]]/ }
  text=${text//\\/\\\\}
  printf '"%s"' "${text//\"/\\\"}"
}
