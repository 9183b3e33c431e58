#!/usr/bin/env bash
# Proves that a stranger's machine is enough: clones HEAD into an empty folder and runs `make test` there with an
# empty home, once as root (when started by root) and once as an ordinary user. Of the caller's environment only
# PATH, LANG and pip's own settings are passed on; the latter so that a machine with a package source of its own works.
set -euo pipefail

repository=$(git -C "$(dirname "${BASH_SOURCE[0]}")" rev-parse --show-toplevel)
ordinary_user=nobody
here=$(mktemp -d "${TMPDIR:-/tmp}/treue-clean.XXXXXX")
trap 'rm -rf "$here"' EXIT
chmod 711 "$here"

if [[ -n $(git -C "$repository" status --porcelain) ]]; then
  echo "treue: note that changes which are not committed are not part of this run" >&2
fi

# Settings that pip and npm would read from the caller's home, which the clean run does not see.
passed=("PATH=$PATH" "LANG=${LANG:-C.UTF-8}")
while IFS= read -r -d '' variable; do
  if [[ $variable == PIP_* || $variable == [Nn][Pp][Mm]_[Cc][Oo][Nn][Ff][Ii][Gg]_* || $variable == NODE_EXTRA_CA_CERTS ]]; then passed+=("$variable"); fi
done < <(env --null)

# run_as NAME COMMAND...: a clone and an empty home of its own, then `make test` through COMMAND.
run_as() {
  local name=$1 place="$here/$1" started=$SECONDS
  shift
  mkdir -p "$place/home"
  git clone --quiet --no-hardlinks "$repository" "$place/treue"
  if [[ $name == ordinary ]]; then chown -R "$ordinary_user" "$place"; fi
  echo "== make test in a fresh clone, as $name user"
  (cd "$place/treue" && "$@" env --ignore-environment "${passed[@]}" "HOME=$place/home" make test)
  echo "== as $name user: passed in $((SECONDS - started)) s"
  rm -rf "$place"
}

if [[ $(id -u) -ne 0 ]]; then
  run_as this
elif ! id "$ordinary_user" >/dev/null 2>&1 || ! command -v setpriv >/dev/null; then
  echo "treue: this machine has no user '$ordinary_user' or no setpriv; start make test-clean as an ordinary user too" >&2
  exit 1
else
  run_as root
  group=$(id -g "$ordinary_user")
  run_as ordinary setpriv --reuid "$(id -u "$ordinary_user")" --regid "$group" --clear-groups
fi
