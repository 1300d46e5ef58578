#!/usr/bin/env bash
# Makes this folder ready:  scripts/setup.sh run | test
#   run   system libraries, .venv and the locked requirements of production
#   test  the same with the development requirements, and the servers and the browser that tests use
# What is already there is not touched, so it works without a network after the first time.
set -euo pipefail
cd "$(dirname "$0")/.."
purpose=${1:?usage: scripts/setup.sh run|test}

say() { printf '  setup │ %s\n' "$*"; }
stop() { say "$*"; exit 1; }
have() { command -v "$1" >/dev/null 2>&1; }

# ---------------------------------------------------------------- Python
find_python() {
  local candidate
  for candidate in "${PYTHON:-}" .venv/bin/python python3.13 python3.12 python3.11 python3; do
    if [ -n "$candidate" ] && have "$candidate" &&
      "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      command -v "$candidate"
      return
    fi
  done
  return 1
}

# ---------------------------------------------------------------- system packages
missing_libraries() { # of NAME=LINUX-FILE,MACOS-FILE…: the names whose shared library cannot be loaded, each on a line
  "$python" - "$@" <<'PY'
import ctypes, sys
def loads(files):
    for file in files.split(","):
        for folder in ("", "/opt/homebrew/lib/", "/usr/local/lib/"):
            try:
                ctypes.CDLL(folder + file)
            except OSError:
                continue
            return True
    return False
for library in sys.argv[1:]:
    name, _, files = library.partition("=")
    if not loads(files):
        print(name)
PY
}

have_initdb() { have initdb || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null; }
have_chromium() {
  have chromium || have chromium-browser || have google-chrome ||
    [ -e "/Applications/Google Chrome.app" ] || [ -e /Applications/Chromium.app ]
}
java_runs() { have java && java -version >/dev/null 2>&1; } # macOS has a stub that does not

debian=() brew=()
need() { debian+=("$1"); if [ -n "$2" ]; then brew+=("$2"); fi; }

libraries_for_run() {
  local library
  for library in $(missing_libraries pango=libpango-1.0.so.0,libpango-1.0.dylib \
    pangoft2=libpangoft2-1.0.so.0,libpangoft2-1.0.dylib \
    harfbuzz=libharfbuzz-subset.so.0,libharfbuzz-subset.dylib); do
    case $library in
      pango) need libpango-1.0-0 pango ;;
      pangoft2) need libpangoft2-1.0-0 pango ;;
      harfbuzz) need libharfbuzz-subset0 harfbuzz ;;
    esac
  done
  have msgfmt || need gettext gettext
}

servers_for_test() {
  have_chromium || need chromium "--cask chromium"
  have redis-server || need redis-server redis
  have_initdb || need postgresql postgresql
  java_runs || need default-jre-headless openjdk
  have mvn || need maven maven
  have ps || need procps ""
  have pdftoppm || need poppler-utils poppler # certificates are looked at as pictures
  # The page's fallback is cut to the measure of Arial: a machine without it or its double has nothing to cut.
  [ "$(uname)" = Darwin ] || [ -d /usr/share/fonts/truetype/liberation ] || need fonts-liberation ""
}

install_missing() { # returns 1, with the command printed, if it may not install
  [ ${#debian[@]} -gt 0 ] || return 0
  if have apt-get; then
    local root=()
    if [ "$(id -u)" != 0 ]; then
      if have sudo && { [ -t 0 ] || sudo -n true 2>/dev/null; }; then
        root=(sudo)
      else
        say "Missing: ${debian[*]}. Install with:"
        say "  sudo apt-get install --no-install-recommends ${debian[*]}"
        return 1
      fi
    fi
    say "Installing ${debian[*]}…"
    local log
    log=$(mktemp)
    if "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update -qq >"$log" 2>&1 &&
      "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${debian[@]}" >>"$log" 2>&1; then
      rm -f "$log"
      return 0
    fi
    tail -n 3 "$log"
    say "apt-get could not install: ${debian[*]}"
    return 1
  fi
  say "Missing. Install with:"
  if have brew || [ "$(uname)" = Darwin ]; then say "  brew install ${brew[*]}"; else say "  ${debian[*]} (Debian's names)"; fi
  return 1
}

# ---------------------------------------------------------------- Python packages
make_environment() {
  if [ -x .venv/bin/python ] && .venv/bin/python -c '' 2>/dev/null; then return; fi
  say "Making .venv with $("$python" --version)…"
  if ! "$python" -m venv --clear .venv >/dev/null 2>&1; then
    debian=(python3-venv) brew=(python)
    install_missing || exit 1
    "$python" -m venv --clear .venv || stop "Python could not make .venv: see the line above."
  fi
}

install_requirements() {
  local requirements=$1 stamp=.venv/.installed-$1
  if cmp -s "$requirements" "$stamp"; then return; fi
  say "Installing $requirements…"
  local uv_version
  uv_version=$(sed -n 's/^\(uv==[0-9.]*\).*/\1/p' requirements-dev.txt)
  if [ ! -x .venv/bin/uv ]; then .venv/bin/python -m pip install -q "$uv_version" 2>/dev/null || true; fi
  if [ -x .venv/bin/uv ] &&
    .venv/bin/uv pip install -q --python .venv/bin/python --require-hashes -r "$requirements"; then
    :
  else
    .venv/bin/python -m pip install -q --require-hashes -r "$requirements" ||
      stop "The Python packages could not be installed: is the package index reachable?"
  fi
  cp "$requirements" "$stamp"
}

python=$(find_python) || stop "Python 3.11 or newer is needed: apt-get install python3 python3-venv, or brew install python."
libraries_for_run
install_missing || exit 1
make_environment
case $purpose in
  run) install_requirements requirements.txt ;;
  test)
    debian=() brew=()
    servers_for_test
    # Tests of what stays missing are skipped and listed at the end; in CI that is a failure.
    install_missing || say "The tests that need these are skipped."
    install_requirements requirements-dev.txt
    ;;
  *) stop "usage: scripts/setup.sh run|test" ;;
esac
