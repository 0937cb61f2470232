#!/bin/sh
# Turns a Debian root file system ($1) into one that a Containerfile for CentOS Stream 9 finds
# itself at home in: dnf and rpm in charge, /bin/sh is bash, the release names itself 9.
set -eu
root=$1

ln -sf bash "$root/bin/sh"

# Debian's rpm keeps a database in each user's home otherwise.
mkdir -p "$root/etc/rpm" "$root/etc/dnf/vars" "$root/etc/dnf/plugins" "$root/etc/yum.repos.d"
echo '%_dbpath /var/lib/rpm' > "$root/etc/rpm/macros.dbpath"

echo 9-stream > "$root/etc/dnf/vars/stream"
echo 9 > "$root/etc/dnf/vars/releasever"
# Debian's plugin of that name mirrors every installed package.
printf '[main]\nenabled=0\n' > "$root/etc/dnf/plugins/local.conf"
cat > "$root/etc/dnf/dnf.conf" <<'CONF'
[main]
gpgcheck=0
installonly_limit=3
clean_requirements_on_remove=True
best=True
skip_if_unavailable=False
CONF

rm -f "$root/etc/os-release"
cat > "$root/etc/os-release" <<'RELEASE'
NAME="CentOS Stream"
VERSION="9"
ID="centos"
ID_LIKE="rhel fedora"
VERSION_ID="9"
PLATFORM_ID="platform:el9"
PRETTY_NAME="CentOS Stream 9 (Driver Toolkit lab, Debian userland)"
RELEASE

rm -rf "$root"/usr/lib/gcc/*/*/lto1 "$root"/usr/share/bug "$root"/usr/share/zoneinfo \
  "$root"/usr/share/i18n
