#!/usr/bin/env bash
# Writes the lock files anew: one per set of packages that is installed together, for every platform and for
# Python 3.11 up to the newest, each package with the hashes of its files. Needs the package index, so it is the
# one command here that may take what it finds there; everything else installs exactly what the locks say.
#
# test.lock holds all packages; the smaller ones take the same versions from it, so that sets can be added to one
# environment. LOCK_ARGS goes to every resolution, e.g. LOCK_ARGS="--upgrade" or LOCK_ARGS="--upgrade-package rich".
set -euo pipefail
cd "$(dirname "$0")/.."

uv=${UV:-uv}
shared=(--universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --system-certs
  --custom-compile-command "make lock" --quiet)

lock() {
  local output=$1
  shift
  echo "locks/$output"
  # shellcheck disable=SC2086 # LOCK_ARGS is a list of words
  "$uv" pip compile "${shared[@]}" ${LOCK_ARGS:-} --output-file "locks/$output" "$@"
}

lock test.lock pyproject.toml --extra test
lock demo.lock pyproject.toml --extra demo --constraint locks/test.lock
lock core.lock pyproject.toml --constraint locks/test.lock
lock build.lock locks/build.in --constraint locks/test.lock
lock locking.lock locks/locking.in
