#!/usr/bin/env bash
# Puts the source that driver.yaml names into a folder, verified, and applies the kernel's patches.
# usage: fetch-source.sh DIRECTORY UNAME_RELEASE
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=driver.sh
. "$(dirname "$0")/driver.sh"

readonly directory=${1:?directory} kernel=${2:?uname -r}

# Not every toolkit has curl, but its dnf has Python.
download() {
  if command -v curl >/dev/null; then
    curl --fail --silent --show-error --location --retry 3 --output "$2" -- "$1"
  else
    python3 -c 'import shutil, sys, urllib.request
with urllib.request.urlopen(sys.argv[1], timeout=60) as answer, open(sys.argv[2], "wb") as file:
    shutil.copyfileobj(answer, file)' "$1" "$2"
  fi
}

from_git() {
  local url=$1 commit=$2 format=sha1
  [[ ${#commit} == 40 ]] || format=sha256
  git init --quiet --object-format="$format" "$directory"
  # Not every server gives out a single commit.
  git -C "$directory" fetch --quiet --depth 1 -- "$url" "$commit" ||
    git -C "$directory" fetch --quiet --tags -- "$url" '+refs/heads/*:refs/remotes/origin/*'
  git -C "$directory" checkout --quiet --detach "$commit" || fail "$url has no commit $commit"
  [[ $(git -C "$directory" rev-parse HEAD) == "$commit" ]] || fail "$commit is not a commit of $url"
  rm -rf "$directory/.git"
}

from_tarball() {
  local url=$1 expected=$2 strip=$3 archive sum
  [[ $strip == 0 || $strip =~ ^[1-9][0-9]?$ ]] || fail "source.tarball.strip is not a number: $strip"
  archive=$(mktemp)
  download "$url" "$archive" || fail "$url could not be downloaded"
  sum=$(sha256sum <"$archive")
  [[ ${sum%% *} == "$expected" ]] || fail "$url has the SHA-256 ${sum%% *}, not $expected as in driver.yaml"
  tar --extract --file "$archive" --directory "$directory" --no-same-owner --strip-components "$strip"
  rm "$archive"
}

mkdir -p "$directory"
if [[ $(setting source.git.url) ]]; then
  from_git "$(setting source.git.url)" "$(setting source.git.commit)"
elif [[ $(setting source.tarball.url) ]]; then
  from_tarball "$(setting source.tarball.url)" "$(setting source.tarball.sha256)" "$(setting source.tarball.strip 0)"
else
  path=$(setting source.path src)
  [[ -d $path ]] || fail "source.path names the folder $path, which the repository does not have"
  cp -a -- "$path/." "$directory"
fi
[[ -d $directory/$(source_folder) ]] || fail "the source has no folder $(source_folder)"

items source.patches | while read -r key; do
  file=$(setting "$key.file") range=$(setting "$key.kernels")
  [[ -f $file ]] || fail "the repository has no $file, which source.patches names"
  if [[ $range ]]; then
    status=0
    KERNEL=$(version_of "$kernel") RANGE=$range LC_ALL=C awk -f "$scripts/kernel-range.awk" || status=$?
    case $status in
      0) ;;
      1) echo "not for this kernel: $file"; continue ;;
      *) exit 1 ;;
    esac
  fi
  echo "applying $file"
  patch --directory "$directory" --strip 1 --batch --forward --no-backup-if-mismatch --reject-file - <"$file" ||
    fail "$file does not apply to the source"
done
