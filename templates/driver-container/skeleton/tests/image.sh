#!/usr/bin/env bash
# Tests that the image contains modules of its kernel and refuses every other kernel.
# usage: image.sh IMAGE UNAME_RELEASE
set -euo pipefail

readonly image=${1:?image} kernel=${2:?uname -r} podman=${PODMAN:-podman}

work=$(mktemp -d)
container=$("$podman" create "$image")
trap 'rm -rf "$work"; "$podman" rm --force "$container" >/dev/null' EXIT

"$podman" cp "$container:/opt/lib/modules/$kernel/extra" "$work/extra"
mapfile -t modules < <(
  find "$work/extra" -type f -name '*.ko*' -printf "/opt/lib/modules/$kernel/extra/%P\n"
)
if [[ ! ${modules[*]} ]]; then
  echo "error: $image has no kernel module" >&2
  exit 1
fi
# By the image's own kmod, which this machine may lack.
"$podman" run --rm --entrypoint modinfo "$image" -F vermagic -- "${modules[@]}" >"$work/vermagic"
while read -r vermagic; do
  if [[ $vermagic != "$kernel "* ]]; then
    echo "error: a module in $image was built for ${vermagic%% *}, not for $kernel" >&2
    exit 1
  fi
  echo "vermagic: $vermagic"
done <"$work/vermagic"

# Replaces the image's `uname`, so that the result is the same on every machine.
printf '#!/bin/sh\necho 0.0.0-0.el0.%s\n' "$(uname -m)" >"$work/uname"
chmod +x "$work/uname"
if "$podman" run --rm --volume "$work/uname:/usr/local/bin/uname:ro" "$image" 2>"$work/error"; then
  echo "error: $image accepts a kernel that is not its own" >&2
  exit 1
fi
grep -F "this image is for the kernel $kernel" "$work/error"
