#!/usr/bin/env bash
# Signs every module below a directory with the build's secrets; does nothing without them.
# usage: sign.sh DIRECTORY UNAME_RELEASE SHA256_OF_THE_CERTIFICATE
set -euo pipefail

readonly directory=${1:?directory} kernel=${2:?uname -r} sha256=${3-}
readonly key=/run/secrets/module-signing-key
readonly certificate=/run/secrets/module-signing-certificate

fail() {
  echo "error: $*" >&2
  exit 1
}

if [[ ! -s $key && ! -s $certificate && ! $sha256 ]]; then
  echo "not signing: no key was given"
  exit 0
fi
[[ -s $key && -s $certificate ]] ||
  fail "signing needs both secrets, module-signing-key and module-signing-certificate"
[[ $(sha256sum <"$certificate") == "$sha256 "* ]] ||
  fail "the build argument MODULE_SIGNING_CERTIFICATE_SHA256 is not that of the certificate"

find "$directory" -type f -name '*.ko' -print0 |
  xargs -0 -r -n 1 "/lib/modules/$kernel/build/scripts/sign-file" sha256 "$key" "$certificate"
echo "signed the modules below $directory"
