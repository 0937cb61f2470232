#!/usr/bin/env bash
# Fails unless there are modules below a directory and all were built for one kernel.
# usage: verify.sh DIRECTORY UNAME_RELEASE
set -euo pipefail

readonly directory=${1:?directory} kernel=${2:?uname -r}

mapfile -t modules < <(
  find "$directory" -type f \( -name '*.ko' -o -name '*.ko.gz' -o -name '*.ko.xz' -o -name '*.ko.zst' \)
)
if [[ ! ${modules[*]} ]]; then
  echo "error: there is no kernel module below $directory" >&2
  exit 1
fi

for module in "${modules[@]}"; do
  vermagic=$(modinfo -F vermagic "$module")
  if [[ $vermagic != "$kernel "* ]]; then
    echo "error: $module was built for ${vermagic%% *}, not for $kernel" >&2
    exit 1
  fi
  echo "$module vermagic: $vermagic"
done
