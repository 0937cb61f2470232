#!/usr/bin/env bash
# Installs the packages that the build needs beyond those of the toolkit.
# usage: install-packages.sh
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=driver.sh
. "$(dirname "$0")/driver.sh"

mapfile -t packages < <(values build.packages)
if [[ ${packages[*]} ]]; then
  dnf -y install -- "${packages[@]}"
fi
