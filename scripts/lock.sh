#!/usr/bin/env bash
# Writes requirements.txt and requirements-dev.txt; with --check only compares what would be written.
set -euo pipefail
cd "$(dirname "$0")/.."
options=(-q --generate-hashes --universal --python-version 3.11 --no-emit-index-url --no-header)

compile() { # source, target, folder of the result
  # An existing result is the starting point: only what an .in file asks for changes.
  .venv/bin/uv pip compile "${options[@]}" "$1" -o "$2"
}

if [ "${1:-}" != --check ]; then
  compile requirements.in requirements.txt
  compile requirements-dev.in requirements-dev.txt
  exit
fi

copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
cp requirements.in requirements-dev.in requirements.txt requirements-dev.txt "$copy"
for name in requirements requirements-dev; do
  if ! (cd "$copy" && "$OLDPWD/.venv/bin/uv" pip compile "${options[@]}" "$name.in" -o "$name.txt") 2>"$copy/error"; then
    if grep -qiE 'fetch|connect|network|dns|resolve host|offline' "$copy/error" && [ "${CI:-}" != true ]; then
      echo "lock file: not checked, the package index cannot be reached"
      exit 0
    fi
    cat "$copy/error"
    exit 1
  fi
  if ! diff -u <(grep -v '^ *#' "$name.txt") <(grep -v '^ *#' "$copy/$name.txt") >"$copy/diff"; then
    echo "$name.txt is not what $name.in asks for: run make lock"
    head -n 20 "$copy/diff"
    exit 1
  fi
done
