#!/usr/bin/env bash
# Writes the files of the image that follow from driver.yaml.
# usage: write-files.sh DIRECTORY
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=driver.sh
. "$(dirname "$0")/driver.sh"

readonly directory=${1:?directory}
readonly options=$directory/etc/modprobe.d/driver.conf
install -d "$directory/etc/driver" "$directory/etc/modprobe.d" "$directory/opt/lib/firmware"

items modules | while read -r key; do
  module_name "$key"
done >"$directory/etc/driver/modules"
values replaces >"$directory/etc/driver/replaces"

items modules | while read -r key; do
  name=$(module_name "$key")
  line=
  while IFS=$'\t' read -r parameter value; do
    [[ $value != *[\"\\]* ]] || fail "the parameter $parameter of $name has a quote or a backslash, which the kernel cannot read"
    line+=" $parameter=\"$value\""
  done < <(entries "$key.parameters")
  if [[ $line ]]; then echo "options $name$line"; fi
  before=$(values "$key.softDependencies.before") after=$(values "$key.softDependencies.after")
  if [[ $before$after ]]; then
    echo "softdep $name${before:+ pre: ${before//$'\n'/ }}${after:+ post: ${after//$'\n'/ }}"
  fi
done >"$options"

if [[ -d modprobe.d ]]; then
  find modprobe.d -name '*.conf' -exec cp {} "$directory/etc/modprobe.d" \;
fi

values firmware | while read -r path; do
  [[ -f $path ]] || fail "the repository has no file $path, which firmware names"
  target=$directory/opt/lib/firmware/${path#firmware/}
  mkdir -p "$(dirname "$target")"
  cp -L -- "$path" "$target"
done
