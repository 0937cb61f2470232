#!/usr/bin/env bash
# Builds the modules as driver.yaml says, and collects them.
# usage: build-modules.sh SOURCE UNAME_RELEASE DIRECTORY
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=driver.sh
. "$(dirname "$0")/driver.sh"

source=$(realpath "${1:?source}") kernel=${2:?uname -r} directory=$(realpath -m "${3:?directory}")
readonly source kernel directory build=/lib/modules/$kernel/build

if [[ $(setting build.needs.0) ]]; then
  fail 'build.needs: these scripts cannot build with other drivers'
fi
# Modules that came with the source are not for this kernel.
find "$source" -name '*.ko' -delete

cd "$source/$(source_folder)"
mapfile -t configure < <(values build.configure)
if [[ ${configure[*]} ]]; then
  for index in "${!configure[@]}"; do
    configure[index]=$(expand "${configure[index]}" "$kernel")
  done
  "${configure[@]}"
fi

# make replaces variables in values, too, unless their $ is doubled.
variables=()
own=${configure[0]+yes}
while IFS=$'\t' read -r name value; do
  # shellcheck disable=SC2016 # a variable of driver.yaml
  if [[ $value == *'${KERNEL_'* ]]; then own=yes; fi
  value=$(expand "$value" "$kernel")
  variables+=("$name=${value//'$'/'$$'}")
done < <(entries build.make.variables)

folder=$PWD/$(setting build.make.directory .)
target=$(setting build.make.target)
if [[ $own ]]; then
  # The driver's own Makefile was told where the kernel is, by configure or by a variable.
  make -C "$folder" -j"$(nproc)" "${variables[@]}" ${target:+"$target"}
else
  make -C "$build" M="$(realpath "$folder")" -j"$(nproc)" "${variables[@]}" "${target:-modules}"
fi

mkdir -p "$directory"
find "$source" -type f -name '*.ko' -print0 | while IFS= read -r -d '' module; do
  [[ ! -e $directory/${module##*/} ]] || fail "the build made two modules named ${module##*/}"
  install -m 0644 "$module" "$directory"
done

made=" $(find "$directory" -name '*.ko' -printf '%f\n' | sed 's/\.ko$//; y/-/_/' | sort | tr '\n' ' ')"
items modules | while read -r key; do
  name=$(module_name "$key")
  [[ $made == *" ${name//-/_} "* ]] ||
    fail "driver.yaml names the module $name, but the build made only${made% }"
done
echo "built:$made"
