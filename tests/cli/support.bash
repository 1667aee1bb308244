# What the tests of the command line share.

fail() {
  echo "$(basename "$0"):${BASH_LINENO[1]}: $*" >&2
  [[ -s out ]] && sed 's/^/  out: /' out >&2
  [[ -s err ]] && sed 's/^/  err: /' err >&2
  exit 1
}
# ends STATUS COMMAND…: runs it, keeps what it prints in out and err.
ends() {
  local expected=$1 status=0
  shift
  "$@" >out 2>err || status=$?
  [[ $status -eq $expected ]] || fail "'$*' ended with $status, not $expected"
}
has() { grep -qF -- "$1" "${2:-out}" || fail "'$1' is not in ${2:-out}"; }
lacks() { ! grep -qF -- "$1" "${2:-out}" || fail "'$1' is in ${2:-out}"; }
silent() { [[ ! -s ${1:-err} ]] || fail "${1:-err} is not empty"; }
json() { /usr/bin/python3 -c "import json, sys; d = json.loads(open('out', encoding='utf-8').read()); assert $1, d" || fail "not: $1"; }
key() { /usr/bin/python3 -c "import json; d = json.load(open('out', encoding='utf-8')); print($1)"; }
