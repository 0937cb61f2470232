#!/usr/bin/env bash
# Copies the programs that load modules, and the libraries that they need, into a folder.
# usage: collect-programs.sh DIRECTORY
set -euo pipefail

readonly directory=${1:?directory}
readonly modules=(kmod modprobe insmod rmmod lsmod modinfo depmod)
readonly programs=(sh cp mkdir sleep uname)

# Its folder by its real name: /bin and others are links.
add() {
  local folder
  folder=$(realpath "$(dirname "$1")")
  install -D -m 0755 "$(realpath "$1")" "$directory$folder/${1##*/}"
}

install -d "$directory/etc" "$directory/usr/bin" "$directory/usr/sbin" "$directory/tmp" "$directory/run"
for folder in /bin /sbin /lib /lib64 /lib32; do
  if [[ -L $folder ]]; then
    cp -P "$folder" "$directory$folder"
    mkdir -p "$directory$(realpath "$folder")"
  fi
done

for program in "${programs[@]}" "${modules[@]}"; do
  path=$(command -v "$program")
  if [[ $program != kmod && $(realpath "$path") == "$(realpath "$(command -v kmod)")" ]]; then
    ln -s "$(realpath "$path")" "$directory$(realpath "$(dirname "$path")")/$program"
  else
    add "$path"
  fi
  ldd "$path" | grep -o '/[^ ]*' | while read -r library; do
    add "$library"
  done
done

cp -L /etc/os-release "$directory/etc/os-release"
echo 'root:x:0:0:root:/:/bin/sh' >"$directory/etc/passwd"
