#!/usr/bin/env bash
# Every check, each named; all run even when one fails.
set -uo pipefail
cd "$(dirname "$0")/.."
PATH="$PWD/.venv/bin:$PATH"
failed=()

check() { # name, command…
  local name=$1 output
  shift
  if output=$("$@" 2>&1); then
    printf 'ok      %s\n' "$name"
  else
    printf 'FAILED  %s\n%s\n' "$name" "$output"
    failed+=("$name")
  fi
}

deployment() {
  DATA_DIR=$(mktemp -d) DJANGO_SETTINGS_MODULE=portal.settings.production BASE_URL=https://example.org \
    SECRET_KEY=only-for-this-check-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEF ALLOWED_HOSTS=example.org \
    EMAIL_URL=smtp://localhost:25 python manage.py check --deploy --fail-level WARNING
}

check "ruff check" ruff check .
check "ruff format" ruff format --check .
check "mypy" mypy portal content learning search
check "djlint" djlint templates --check --lint --quiet
check "import contract" lint-imports
check "migrations" env DJANGO_SETTINGS_MODULE=portal.settings.test python manage.py makemigrations --check --dry-run
check "deployment settings" deployment
check "translations" python -m portal.management.messages check
check "lock file" scripts/lock.sh --check

if [ ${#failed[@]} -gt 0 ]; then
  printf '%d of the checks failed: %s\n' "${#failed[@]}" "$(IFS=,; echo "${failed[*]}")"
  exit 1
fi
