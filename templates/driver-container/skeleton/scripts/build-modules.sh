#!/usr/bin/env bash
# Builds the modules as driver.yaml says, and collects them.
# usage: build-modules.sh SOURCE UNAME_RELEASE DIRECTORY [NEEDS [EXPORTS]]
#   NEEDS    what the drivers of build.needs export, in a folder by the name of each; default: needs
#   EXPORTS  where to put what this driver exports
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=driver.sh
. "$(dirname "$0")/driver.sh"

source=$(realpath "${1:?source}") kernel=${2:?uname -r} directory=$(realpath -m "${3:?directory}")
needs=$(realpath -m "${4-needs}") exports=${5:+$(realpath -m "$5")}
readonly source kernel directory needs exports build=/lib/modules/$kernel/build

# Also an own Makefile hands these variables on to kbuild.
taken=
while IFS= read -r driver; do
  [[ $driver ]] || continue
  name=${driver##*/}
  need=$needs/$name
  [[ $taken != *"/$name/"* ]] || fail "build.needs names two drivers $name, which would share the folder needs/$name"
  taken+=/$name/
  [[ -f $need/Module.symvers && -f $need/kernel ]] ||
    fail "build.needs: there is no needs/$name; 'make need NAME=$name FROM=IMAGE' takes it from an image of $driver for $kernel"
  [[ $(<"$need/kernel") == "$kernel" ]] ||
    fail "build.needs: needs/$name is of an image for $(<"$need/kernel"), not for $kernel"
  export KBUILD_EXTRA_SYMBOLS="${KBUILD_EXTRA_SYMBOLS-} $need/Module.symvers" KCPPFLAGS="${KCPPFLAGS-} -I$need/include"
done < <(values build.needs)

# Modules and symbols that came with the source are not for this kernel.
find "$source" \( -name '*.ko' -o -name Module.symvers \) -delete

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

if [[ ! $exports || $settings != *$'\nexports.'* && $settings != exports.* ]]; then
  exit 0
fi
mkdir -p "$exports/include"
echo "$kernel" >"$exports/kernel"
find "$source" -name Module.symvers -exec cat {} + | LC_ALL=C sort -u >"$exports/Module.symvers"
cd "$source/$(source_folder)"
values exports.headers | while IFS= read -r path; do
  [[ $path ]] || continue
  if [[ -d $path ]]; then
    (cd "$path" && find . -name '*.h' ! -type d -exec cp -L --parents -t "$exports/include" -- {} +)
  elif [[ -f $path ]]; then
    cp -L -- "$path" "$exports/include"
  else
    fail "the source has no $path, which exports.headers names"
  fi
done
echo "exported: $(wc -l <"$exports/Module.symvers") symbols"
