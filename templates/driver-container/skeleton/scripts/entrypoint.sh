#!/bin/sh
# Loads the driver's modules, stays, and unloads them in reverse order on TERM.
set -eu
# shellcheck source-path=SCRIPTDIR source=driver-modules
. "${DRIVER_SCRIPTS:-/usr/local/bin}/driver-modules"

loaded=

# Takes out the modules of the kernel that this driver replaces.
make_room() {
  while read -r module; do
    state=$(read_state "$module" initstate)
    if [ "$state" ]; then
      echo "removing $module, which the driver replaces"
      rmmod "$(kernel_name "$module")" || fail "$module, which the driver replaces, could not be removed; is it in use?"
    elif [ -d "$sys/$(kernel_name "$module")" ]; then
      fail "$module, which the driver replaces, is a part of the kernel, not a module of it"
    fi
  done <"$config/replaces"
}

# Prints the modules to load. A module that is there already, from the same source, is left alone, also at the end.
select_modules() {
  while read -r module; do
    if [ ! -d "$sys/$(kernel_name "$module")" ]; then
      echo "$module"
    elif [ "$(read_state "$module" srcversion)" ] && is_own "$module"; then
      echo "$module is loaded already" >&2
    else
      fail "another module named $module is loaded already; unload it, or list it in replaces of driver.yaml"
    fi
  done <"$config/modules"
}

load() {
  for module in "$@"; do
    echo "loading $module"
    modprobe --dirname "$root" -- "$module" || {
      echo "error: $module could not be loaded; the node's kernel log says why" >&2
      return 1
    }
    loaded="$module $loaded"
    is_own "$module" || {
      echo "error: the kernel has loaded another module as $module" >&2
      return 1
    }
  done
}

# Without their dependencies, which others may use, as modprobe --remove would.
unload() {
  status=0
  for module in $loaded; do
    echo "unloading $module"
    rmmod "$(kernel_name "$module")" || status=1
  done
  return "$status"
}

kernel=$(uname -r)
if [ ! -d "$root/lib/modules/$kernel" ]; then
  fail "this image is for the kernel $(cd "$root/lib/modules" && echo *), the node runs $kernel"
fi

# The process to wait for. TERM ends it and so the wait, even before the wait begins.
# Without a trap, PID 1 would ignore TERM.
sleep infinity &
sleeper=$!
trap 'kill "$sleeper" 2>/dev/null || true' TERM INT EXIT

make_room
modules=$(select_modules)
# shellcheck disable=SC2086 # names have no spaces
load $modules || { unload || true; exit 1; }
echo >"$running" || true
echo "running on $kernel until stopped"
wait "$sleeper" || true
rm -f "$running"
unload
