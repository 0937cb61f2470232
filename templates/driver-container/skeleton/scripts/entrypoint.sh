#!/usr/bin/env bash
# Loads the driver's modules, stays, and unloads them in reverse order on TERM.
set -euo pipefail

# The folder in which `modprobe --dirname` finds lib/modules/<uname -r>, and the list of modules to load.
readonly root=${DRIVER_ROOT:-/opt}
readonly config=${DRIVER_CONFIG:-/etc/driver.yaml}

loaded=()

fail() {
  echo "error: $*" >&2
  exit 1
}

load() {
  local module
  for module in "$@"; do
    echo "loading $module"
    modprobe --dirname "$root" -- "$module" || {
      echo "error: $module could not be loaded; the node's kernel log says why" >&2
      return 1
    }
    loaded=("$module" "${loaded[@]}")
  done
}

unload() {
  local module status=0
  for module in "${loaded[@]}"; do
    echo "unloading $module"
    modprobe --dirname "$root" --remove -- "$module" || status=1
  done
  return "$status"
}

kernel=$(uname -r)
if [[ ! -d $root/lib/modules/$kernel ]]; then
  fail "this image is for the kernel $(ls "$root/lib/modules"), the node runs $kernel"
fi

mapfile -t modules < <(sed -n 's/^  - *//p' "$config")
[[ ${modules[*]} ]] || fail "$config lists no modules"

# The process to wait for. TERM ends it and so the wait, even before the wait begins.
# Without a trap, PID 1 would ignore TERM.
sleep infinity &
readonly sleeper=$!
trap 'kill "$sleeper" 2>/dev/null || true' TERM INT EXIT

load "${modules[@]}" || { unload || true; exit 1; }
echo "running on $kernel until stopped"
wait "$sleeper" || true
unload
