#!/usr/bin/env bash
# Tests the scripts, with stand-ins for the commands that need a kernel.
set -euo pipefail
cd "$(dirname "$0")/.."

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/bin" "$work/root/lib/modules/5.14.0-1.el9.x86_64/extra"
printf 'image: example.com/d\nmodules:\n  - first\n  - second\n' >"$work/driver.yaml"

command_that() {
  printf '#!/bin/sh\n%s\n' "$2" >"$work/bin/$1"
  chmod +x "$work/bin/$1"
}

entrypoint() {
  PATH="$work/bin:$PATH" DRIVER_ROOT="$work/root" DRIVER_CONFIG="$work/driver.yaml" \
    exec bash scripts/entrypoint.sh
}

expect() {
  local what=$1 expected=$2 actual=$3
  if [[ $actual != "$expected" ]]; then
    printf 'not ok - %s\nexpected:\n%s\nactual:\n%s\n' "$what" "$expected" "$actual" >&2
    exit 1
  fi
  echo "ok - $what"
}

command_that modprobe "echo \"\$@\" >>'$work/modprobe.log'"
remove="--dirname $work/root --remove --"
insert="--dirname $work/root --"

command_that uname 'echo 6.12.0-1.el10.x86_64'
status=0
output=$( (entrypoint) 2>&1) || status=$?
expect 'another kernel ends it' 1 "$status"
expect 'and it says whose image it is' \
  'error: this image is for the kernel 5.14.0-1.el9.x86_64, the node runs 6.12.0-1.el10.x86_64' "$output"
expect 'without loading anything' '' "$(cat "$work/modprobe.log" 2>/dev/null || true)"

command_that uname 'echo 5.14.0-1.el9.x86_64'
entrypoint >"$work/output" 2>&1 &
pid=$!
until grep -q 'until stopped' "$work/output"; do sleep 0.05; done
kill -TERM "$pid"
status=0
wait "$pid" || status=$?
expect 'TERM ends it well' 0 "$status"
expect 'it loads in order and unloads in reverse' \
  "$(printf '%s\n' "$insert first" "$insert second" "$remove second" "$remove first")" \
  "$(cat "$work/modprobe.log")"

rm "$work/modprobe.log"
command_that modprobe "echo \"\$@\" >>'$work/modprobe.log'; case \"\$*\" in *'-- second') exit 1;; esac"
status=0
(entrypoint) >/dev/null 2>&1 || status=$?
expect 'a module that cannot be loaded ends it' 1 "$status"
expect 'after unloading those before it' \
  "$(printf '%s\n' "$insert first" "$insert second" "$remove first")" \
  "$(cat "$work/modprobe.log")"

command_that modinfo 'echo "5.14.0-1.el9.x86_64 SMP preempt mod_unload modversions"'
verify() {
  PATH="$work/bin:$PATH" bash scripts/verify.sh "$work/root/lib/modules" "$1" 2>&1
}
status=0
verify 5.14.0-1.el9.x86_64 >/dev/null || status=$?
expect 'no module at all fails' 1 "$status"
touch "$work/root/lib/modules/5.14.0-1.el9.x86_64/extra/first.ko"
status=0
verify 5.14.0-1.el9.x86_64 >/dev/null || status=$?
expect 'a module of the kernel passes' 0 "$status"
status=0
output=$(verify 5.14.0-1.el9) || status=$?
expect 'a module of another kernel fails' 1 "$status"
expect 'and is named' \
  "error: $work/root/lib/modules/5.14.0-1.el9.x86_64/extra/first.ko was built for 5.14.0-1.el9.x86_64, not for 5.14.0-1.el9" \
  "$output"
