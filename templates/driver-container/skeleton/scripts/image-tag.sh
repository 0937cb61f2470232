#!/usr/bin/env bash
# Prints the tag of the image for a kernel.
# usage: image-tag.sh UNAME_RELEASE
# shellcheck disable=SC2016 # variables of driver.yaml
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=driver.sh
. "$(dirname "$0")/driver.sh"

readonly kernel=${1:?uname -r}

case $kernel in
  *+*) variant=${kernel##*+} ;;
  *.rt[0-9]*) variant=rt ;;
  *) variant=default ;;
esac
tag=$(expand "$(setting tag '${KERNEL_FULL_VERSION}')" "$kernel")
tag=${tag//'${VARIANT}'/"$variant"}
tag=${tag//'${DRIVER_VERSION}'/"$(setting version)"}
[[ $tag != *'${'* ]] || fail "only the portal knows all variables of tag in driver.yaml; pass TAG=… to make"
printf '%s\n' "${tag//+/_}"
