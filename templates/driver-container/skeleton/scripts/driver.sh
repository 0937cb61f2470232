# shellcheck shell=bash
# What driver.yaml says, for the scripts that source this file.
scripts=$(dirname "${BASH_SOURCE[0]}")
settings=$(LC_ALL=C awk -f "$scripts/driver-yaml.awk" "${DRIVER_FILE:-driver.yaml}")
readonly scripts settings

fail() {
  echo "error: $*" >&2
  exit 1
}

# The value of a key, or a default.
setting() {
  local key value
  while IFS=$'\t' read -r key value; do
    if [[ $key == "$1" ]]; then
      printf '%s\n' "$value"
      return
    fi
  done <<<"$settings"
  printf '%s\n' "${2-}"
}

# The values of a list, one a line.
values() {
  local key value
  while IFS=$'\t' read -r key value; do
    if [[ $key == "$1".* && ${key#"$1".} != *[!0-9]* ]]; then
      printf '%s\n' "$value"
    fi
  done <<<"$settings"
}

# `NAME<tab>value` of everything in a mapping.
entries() {
  local key value
  while IFS=$'\t' read -r key value; do
    if [[ $key == "$1".* ]]; then
      printf '%s\t%s\n' "${key#"$1".}" "$value"
    fi
  done <<<"$settings"
}

# The keys of a list's items, such as `modules.0`.
items() {
  local key value item last=
  while IFS=$'\t' read -r key value; do
    item=${key#"$1".}
    item=$1.${item%%.*}
    if [[ $key == "$1".* && $item != "$last" ]]; then
      printf '%s\n' "$item"
    fi
    last=$item
  done <<<"$settings"
}

# The name of a module by its key.
module_name() {
  setting "$1.name" "$(setting "$1")"
}

# version-release in a `uname -r`.
version_of() {
  split "$1"
  printf '%s\n' "$version"
}

# Sets `version` and `architecture`, the parts of a `uname -r`.
split() {
  [[ $1 =~ ^(.*)\.(x86_64|aarch64|ppc64le|s390x)([+_].*)?$ ]] || fail "'$1' does not name its architecture"
  version=${BASH_REMATCH[1]}
  architecture=${BASH_REMATCH[2]}
}

# Replaces the variables of a kernel, by its `uname -r`, in a text. No shell evaluates it.
# shellcheck disable=SC2016
expand() {
  local text=$1 version architecture
  split "$2"
  text=${text//'${KERNEL_BUILD}'/"/lib/modules/$2/build"}
  text=${text//'${KERNEL_FULL_VERSION}'/"$2"}
  text=${text//'${KERNEL_VERSION}'/"$version"}
  text=${text//'${ARCH}'/"$architecture"}
  printf '%s\n' "$text"
}

# The folder with the driver's Makefile or configure, within that of the whole source.
source_folder() {
  setting source.git.path "$(setting source.tarball.path .)"
}
