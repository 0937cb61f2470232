#!/usr/bin/env bash
# Tests the scripts, with stand-ins for the commands that need a kernel.
# shellcheck disable=SC2016 # the stand-ins have the variables
set -euo pipefail
cd "$(dirname "$0")/.."

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
readonly kernel=5.14.0-1.el9.x86_64
mkdir -p "$work/bin" "$work/sys" "$work/etc" "$work/root/lib/modules/$kernel/extra"
printf 'image: example.com/d\ntag: %s\nmodules:\n  - first-one\n  - { name: second }\nreplaces: [old]\n' \
  "'\${VARIANT}-\${KERNEL_VERSION}-\${ARCH}'" >"$work/driver.yaml"
export DRIVER_FILE=$work/driver.yaml

command_that() {
  printf '#!/bin/sh\n%s\n' "$2" >"$work/bin/$1"
  chmod +x "$work/bin/$1"
}

with_stand_ins() {
  PATH="$work/bin:$PATH" DRIVER_SCRIPTS="$PWD/scripts" DRIVER_ROOT="$work/root" DRIVER_CONFIG="$work/etc/driver" \
    DRIVER_SYS="$work/sys" DRIVER_RUNNING="$work/running" exec sh "$@"
}

# Runs it until it stops by itself: sets `status` and `output`.
run() {
  status=0
  output=$( (with_stand_ins "$@") 2>&1) || status=$?
}

expect() {
  local what=$1 expected=$2 actual=$3
  if [[ $actual != "$expected" ]]; then
    printf 'not ok - %s\nexpected:\n%s\nactual:\n%s\n' "$what" "$expected" "$actual" >&2
    exit 1
  fi
  echo "ok - $what"
}

# The commands that were given to the kernel since the last call.
commands() {
  cat "$work/log" 2>/dev/null || true
  rm -f "$work/log"
}

# A module that the kernel has: its name and source.
is_loaded() {
  mkdir -p "$work/sys/$1"
  echo live >"$work/sys/$1/initstate"
  echo "$2" >"$work/sys/$1/srcversion"
}

bash scripts/write-files.sh "$work"
expect 'the modules of driver.yaml are listed' "$(printf 'first-one\nsecond')" "$(cat "$work/etc/driver/modules")"
expect 'the tag follows its template' rt-5.14.0-1.el9_1-x86_64 "$(bash scripts/image-tag.sh '5.14.0-1.el9+1.x86_64+rt')"

refusal() {
  printf '%s\n' 'modules: [first]' "$1" >"$work/wrong.yaml"
  DRIVER_FILE=$work/wrong.yaml bash scripts/write-files.sh "$work/wrong" 2>&1 || true
}
expect 'firmware that is not there is named' \
  'error: the repository has no file firmware/none.bin, which firmware names' "$(refusal 'firmware: [firmware/none.bin]')"
expect 'what cannot be read in driver.yaml is named' \
  "error: $work/wrong.yaml:2: quote what begins with '*'" "$(refusal 'replaces: *all')"

needing() {
  printf 'modules: [first]\nbuild: { needs: [%s] }\n' "$1" >"$work/needing.yaml"
  mkdir -p "$work/source"
  DRIVER_FILE=$work/needing.yaml \
    bash scripts/build-modules.sh "$work/source" "$kernel" "$work/made" "$work/needs" 2>&1 || true
}
expect 'a needed driver that is not there is named' \
  "error: build.needs: there is no needs/core; 'make need NAME=core FROM=IMAGE' takes it from an image of component:default/core for $kernel" \
  "$(needing component:default/core)"
mkdir -p "$work/needs/core"
touch "$work/needs/core/Module.symvers"
echo 6.12.0-1.el10.x86_64 >"$work/needs/core/kernel"
expect 'and one of another kernel' \
  "error: build.needs: needs/core is of an image for 6.12.0-1.el10.x86_64, not for $kernel" \
  "$(needing component:default/core)"
echo "$kernel" >"$work/needs/core/kernel"
expect 'and two of one name' \
  'error: build.needs names two drivers core, which would share the folder needs/core' \
  "$(needing 'component:default/core, component:other/core')"

# A kernel that has what is inserted, until it is removed.
has='mkdir -p "$sys/$name"; echo live >"$sys/$name/initstate"; echo "own-$name" >"$sys/$name/srcversion"'
command_that modprobe "sys=$work/sys; for name; do :; done; echo \"modprobe \$name\" >>'$work/log'
name=\$(echo \"\$name\" | tr - _); $has"
command_that rmmod "echo \"rmmod \$1\" >>'$work/log'; rm -r '$work/sys/'\"\$1\""
command_that modinfo 'for name; do :; done; echo "own-$name" | tr - _ | sed s/own_/own-/'
load=$(printf 'modprobe first-one\nmodprobe second')
unload=$(printf 'rmmod second\nrmmod first_one')

command_that uname 'echo 6.12.0-1.el10.x86_64'
run scripts/entrypoint.sh
expect 'another kernel ends it' 1 "$status"
expect 'and it says whose image it is' \
  "error: this image is for the kernel $kernel, the node runs 6.12.0-1.el10.x86_64" "$output"
expect 'without loading anything' '' "$(commands)"

command_that uname "echo $kernel"
run_until_stopped() {
  (with_stand_ins scripts/entrypoint.sh) >"$work/output" 2>&1 &
  pid=$!
  until grep -q 'until stopped' "$work/output"; do sleep 0.05; done
  "$@"
  kill -TERM "$pid"
  status=0
  wait "$pid" || status=$?
}
probe() {
  run scripts/driver-ready
  ready=$status
  run scripts/driver-live
  live=$status
}
probe
expect 'before, it is not ready, but alive' '1 0' "$ready $live"
is_loaded old in-tree
run_until_stopped probe
expect 'TERM ends it well' 0 "$status"
expect 'it removes what it replaces, loads in order and unloads in reverse' \
  "$(printf 'rmmod old\n%s\n%s' "$load" "$unload")" "$(commands)"
expect 'in between, it is ready and alive' '0 0' "$ready $live"

lose() {
  rm -r "$work/sys/first_one"
  probe
  is_loaded first_one own-first_one
}
run_until_stopped lose
expect 'without a module, it is neither' '1 1' "$ready $live"
commands >/dev/null

is_loaded first_one in-tree
run scripts/entrypoint.sh
expect 'another module of the same name ends it' \
  'error: another module named first-one is loaded already; unload it, or list it in replaces of driver.yaml' "$output"
expect 'and stays' '1 ' "$status $(commands)"

is_loaded first_one own-first_one
run_until_stopped true
expect 'its own module that is there already is left alone' "$(printf 'modprobe second\nrmmod second')" "$(commands)"
rm -r "$work/sys/first_one"

mkdir "$work/sys/old"
run scripts/entrypoint.sh
expect 'what is built into the kernel cannot be replaced' \
  'error: old, which the driver replaces, is a part of the kernel, not a module of it' "$output"
rm -r "$work/sys/old"

cp "$work/bin/modprobe" "$work/modprobe"
command_that modprobe "sh $work/modprobe \"\$@\"; echo in-tree >'$work/sys/first_one/srcversion'"
run scripts/entrypoint.sh
expect 'another module than that of the image is taken out again' \
  "1 $(printf 'modprobe first-one\nrmmod first_one')" "$status $(commands)"

command_that modprobe "case \"\$*\" in *'-- second') exit 1;; esac; exec sh $work/modprobe \"\$@\""
run scripts/entrypoint.sh
expect 'a module that cannot be loaded ends it' 1 "$status"
expect 'after unloading those before it' "$(printf 'modprobe first-one\nrmmod first_one')" "$(commands)"

command_that modinfo "echo '$kernel SMP preempt mod_unload modversions'"
verify() {
  PATH="$work/bin:$PATH" bash scripts/verify.sh "$work/root/lib/modules" "$1" 2>&1
}
status=0
verify "$kernel" >/dev/null || status=$?
expect 'no module at all fails' 1 "$status"
touch "$work/root/lib/modules/$kernel/extra/first.ko"
status=0
verify "$kernel" >/dev/null || status=$?
expect 'a module of the kernel passes' 0 "$status"
status=0
output=$(verify 5.14.0-1.el9) || status=$?
expect 'a module of another kernel fails' 1 "$status"
expect 'and is named' \
  "error: $work/root/lib/modules/$kernel/extra/first.ko was built for $kernel, not for 5.14.0-1.el9" \
  "$output"
