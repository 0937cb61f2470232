#!/usr/bin/env bash
# Tests that the image contains modules of its kernel and refuses every other kernel.
# usage: image.sh IMAGE UNAME_RELEASE
set -euo pipefail

readonly image=${1:?image} kernel=${2:?uname -r} podman=${PODMAN:-podman}

work=$(mktemp -d)
container=$("$podman" create "$image")
trap 'rm -rf "$work"; "$podman" rm --force "$container" >/dev/null' EXIT

"$podman" cp "$container:/opt/lib/modules/$kernel/extra" "$work/extra"
bash "$(dirname "$0")/../scripts/verify.sh" "$work/extra" "$kernel"

# Replaces the image's `uname`, so that the result is the same on every machine.
printf '#!/bin/sh\necho 0.0.0-0.el0.%s\n' "$(uname -m)" >"$work/uname"
chmod +x "$work/uname"
if "$podman" run --rm --volume "$work/uname:/usr/local/bin/uname:ro" "$image" 2>"$work/error"; then
  echo "error: $image accepts a kernel that is not its own" >&2
  exit 1
fi
grep -F "this image is for the kernel $kernel" "$work/error"
