# The Driver Toolkit: everything needed to build kernel modules for exactly one kernel.
#
#   podman build --build-arg KERNEL_VERSION=5.14.0-391.el9 \
#     --tag driver-toolkit:5.14.0-391.el9 --file Dockerfile .
#
#   BASE_IMAGE         image with dnf and the repositories that have the kernel
#   KERNEL_VERSION     version-release of the kernel, without architecture
#   RT_KERNEL_VERSION  version-release of the real-time kernel, if it differs from the
#                      kernel's own (EL8, EL 9.0-9.2); empty builds a toolkit without one
#   RHEL_VERSION       release to stay on, for repositories that have several ($releasever)
#   REPOSITORIES       repositories that have the kernel, in case those of BASE_IMAGE lack it
#                      or cannot be read: addresses with spaces between them, `metalink=<address>` or
#                      `mirrorlist=<address>`; those after the word `optional` may be missing
#   BASE_DIGEST        digest of BASE_IMAGE, recorded as a label
#
# It builds for every kernel that comes as a package with the kernel (`kernel-core`; `kernel` on
# Amazon Linux; `kernel-uek-core` or `kernel-uek`) and a package for modules (`-devel`) of the same
# version-release.
#
# With `--volume <folder>:/mnt`, downloaded packages are kept for the next build in the folder's
# subfolder `driver-toolkit-packages`, if it exists. dnf checks each against its repository; none
# gets into the image. Only one build at a time may use a folder.

ARG BASE_IMAGE=quay.io/centos/centos:stream9
ARG RHEL_VERSION=""

# Checks the arguments in a separate stage, before anything is downloaded.
FROM ${BASE_IMAGE} AS request
USER root
ARG KERNEL_VERSION
ARG RT_KERNEL_VERSION=${KERNEL_VERSION}
ARG RHEL_VERSION=
ARG REPOSITORIES=
RUN set -euf; \
    refuse() { echo "$*" >&2; exit 1; }; \
    matches() { printf '%s\n' "$1" | grep -Eqx "$2"; }; \
    version_release='[0-9]+(\.[0-9]+)+-[A-Za-z0-9][A-Za-z0-9._+~^]*'; \
    [ -n "${KERNEL_VERSION:-}" ] || \
        refuse 'Name a kernel: --build-arg KERNEL_VERSION=<version-release>, such as 5.14.0-391.el9.'; \
    for version in "$KERNEL_VERSION" "${RT_KERNEL_VERSION:-$KERNEL_VERSION}"; do \
        matches "$version" "$version_release" || \
            refuse "'$version' is not a version-release of a kernel, such as 5.14.0-391.el9."; \
        if matches "$version" '.*\.(x86_64|aarch64|ppc64le|s390x|noarch)'; then \
            refuse "'$version' ends in an architecture: leave it out, --platform chooses it."; \
        fi; \
    done; \
    if [ -n "${RHEL_VERSION:-}" ]; then \
        matches "$RHEL_VERSION" '[0-9]+(\.[0-9]+)?(-stream)?' || \
            refuse "RHEL_VERSION '$RHEL_VERSION' is not a release, such as 9.4."; \
    fi; \
    for repository in ${REPOSITORIES:-}; do \
        matches "$repository" 'optional|((metalink|mirrorlist)=)?https?://[^"\\]+' || \
            refuse "REPOSITORIES has '$repository', which is not an address of a repository."; \
    done; \
    touch /request-is-valid

# The kernel's own repositories, for packages that those of the base image lack. Packages are checked
# with the keys of the base image. None is enabled, so that dnf does not ask two for the same.
FROM ${BASE_IMAGE} AS further-repositories
USER root
ARG REPOSITORIES=
RUN set -euf; \
    keys=$(find /etc/pki/rpm-gpg -type f 2> /dev/null | sort | sed 's|^|file://|'); \
    check=; \
    if [ -n "$keys" ] && ! grep -Eqs '^gpgcheck *=' /etc/dnf/dnf.conf; then check=1; fi; \
    count=0; \
    skip=False; \
    for repository in ${REPOSITORIES:-}; do \
        case "$repository" in \
            optional) skip=True; continue ;; \
            metalink=* | mirrorlist=*) ;; \
            *) repository="baseurl=$repository" ;; \
        esac; \
        count=$((count + 1)); \
        printf '%s\n' "[driver-toolkit-$count]" "name=Kernel source, repository $count" \
            "$repository" enabled=0 "skip_if_unavailable=$skip" ${check:+gpgcheck=$check} \
            ${keys:+"gpgkey=$(echo $keys)"} ''; \
    done > /driver-toolkit.repo

# ---- The same for every kernel: its layers are made once ----

# With `--cache-from`, builders share layers up to a stage's first ARG. So the ARG that only some
# builds need is in a stage that only those use.
FROM ${BASE_IMAGE} AS release

FROM ${BASE_IMAGE} AS fixed-release
USER root
ARG RHEL_VERSION
RUN echo "$RHEL_VERSION" > /etc/dnf/vars/releasever

FROM ${RHEL_VERSION:+fixed-}release AS common
USER root
# Not mounted: podman 4 does not mount content of a stage that comes from its cache.
COPY --from=further-repositories /driver-toolkit.repo /etc/yum.repos.d/

# Optional repositories: development libraries under the name each distribution gives them, and
# the real-time kernel, which only x86_64 is sure to have.
RUN set -eu; \
    say() { echo "driver-toolkit: $*" >&2; }; \
    sed -E -i '/^(best|install_weak_deps|tsflags) *=/d' /etc/dnf/dnf.conf; \
    printf '%s\n' best=True install_weak_deps=False tsflags=nodocs >> /etc/dnf/dnf.conf; \
    keep=; \
    if [ -d /mnt/driver-toolkit-packages ]; then \
        keep='--setopt=keepcache=True --setopt=destdir=/mnt/driver-toolkit-packages'; \
    fi; \
    # The repositories of a distribution that has ended no longer exist, but its image still names
    # them. A mirror that is only unreachable does not count: it is tried again.
    gone='Curl error \(6\)|Status code: 4(0[134]|10) |No URLs in mirrorlist'; \
    further=/etc/yum.repos.d/driver-toolkit.repo; \
    if [ ! -s "$further" ]; then \
        rm "$further"; \
    elif ! said=$(dnf makecache 2>&1) && printf '%s\n' "$said" | grep -Eq "$gone"; then \
        say "the repositories of the base image are gone: those of the kernel source are used" \
            "in their place"; \
        for file in /etc/yum.repos.d/*.repo; do \
            [ "$file" = "$further" ] || mv "$file" "$file.gone"; \
        done; \
        sed -i 's/^enabled=0/enabled=1/' "$further"; \
    fi; \
    architecture=$(uname -m); \
    dnf -y $keep install dnf-plugins-core; \
    wanted='crb|powertools|ol[0-9]+_codeready_builder|codeready-builder-for-rhel-[0-9]+-[a-z0-9_]+-rpms'; \
    if [ "$architecture" = x86_64 ]; then \
        wanted="$wanted|rt|rhel-[0-9]+-for-x86_64-rt-rpms"; \
    fi; \
    repositories=$(dnf -q repolist --all); \
    for repository in $(printf '%s\n' "$repositories" | awk '{ print $1 }'); do \
        if printf '%s\n' "$repository" | grep -Eqx "$wanted"; then \
            dnf config-manager --set-enabled "$repository"; \
        fi; \
    done; \
    # Not every distribution, nor every architecture, has these.
    offered=$(dnf -q repoquery --queryformat '%{name}\n' kabi-dw keyutils mokutil | sort -u); \
    dnf -y $keep install \
        binutils \
        bison \
        diffutils \
        elfutils-libelf-devel \
        flex \
        gcc \
        git \
        jq \
        kmod \
        make \
        openssl \
        openssl-devel \
        patch \
        perl-interpreter \
        rpm-build \
        shadow-utils \
        xz \
        $offered; \
    rm -rf /var/cache/dnf /var/cache/libdnf5 /var/log/dnf*; \
    useradd --uid 1001 --create-home --shell /bin/bash builder

# ---- One kernel ----
FROM common

# A RUN step's cached layer depends on the arguments declared before it, and a LABEL's on the layer
# below it: so every argument that the labels use must be declared here.
ARG BASE_IMAGE
ARG BASE_DIGEST=
ARG KERNEL_VERSION
ARG RT_KERNEL_VERSION=${KERNEL_VERSION}
ARG RHEL_VERSION=

# The release files say what is installed. `uname -r` comes from what the packages provide.
RUN --mount=type=bind,from=request,source=/request-is-valid,target=/run/request-is-valid \
    set -euf; \
    keep=; \
    if [ -d /mnt/driver-toolkit-packages ]; then \
        keep='--setopt=keepcache=True --setopt=destdir=/mnt/driver-toolkit-packages'; \
    fi; \
    say() { echo "driver-toolkit: $*" >&2; }; \
    wanted=; \
    want() { wanted="$wanted $1-$2"; }; \
    for family in kernel kernel-uek kernel-ueknext; do \
        want "$family" "$KERNEL_VERSION"; \
        for part in core devel modules modules-extra; do \
            want "$family-$part" "$KERNEL_VERSION"; \
        done; \
    done; \
    for part in headers abi-stablelists abi-whitelists; do \
        want "kernel-$part" "$KERNEL_VERSION"; \
    done; \
    if [ -n "$RT_KERNEL_VERSION" ]; then \
        for part in core devel modules modules-extra; do \
            want "kernel-rt-$part" "$RT_KERNEL_VERSION"; \
        done; \
    fi; \
    offers() { printf '%s\n' "$offered" | grep -Fqx "$1-$2"; }; \
    # Finds the package with the kernel, if the one for modules exists, too. Without --quiet: with it,
    # dnf says that a mirror failed, but not why.
    look() { \
        offered=$(dnf $further repoquery \
            --queryformat '%{name}-%{version}-%{release}\n' $wanted); \
        core=; \
        rt=; \
        for name in kernel-core kernel-uek-core kernel-ueknext-core \
            kernel kernel-uek kernel-ueknext; do \
            if offers "$name" "$KERNEL_VERSION" && \
                offers "${name%-core}-devel" "$KERNEL_VERSION"; then \
                core=$name; \
                break; \
            fi; \
        done; \
        if [ -n "$RT_KERNEL_VERSION" ] && offers kernel-rt-core "$RT_KERNEL_VERSION" && \
            offers kernel-rt-devel "$RT_KERNEL_VERSION"; then \
            rt=kernel-rt-core; \
        fi; \
    }; \
    further=; \
    look; \
    where='the base image'; \
    if [ -f /etc/yum.repos.d/driver-toolkit.repo ] && \
        { [ -z "$core" ] || { [ -n "$RT_KERNEL_VERSION" ] && [ -z "$rt" ]; }; }; then \
        further='--enablerepo=driver-toolkit-*'; \
        where='the base image and the kernel source'; \
        look; \
    fi; \
    refuse() { \
        say "kernel $KERNEL_VERSION could not be installed for $(uname -m) from the" \
            "repositories of $where: $*"; \
        exit 1; \
    }; \
    if [ -z "$core" ]; then \
        for name in kernel-core kernel-uek-core kernel-ueknext-core kernel-uek kernel-ueknext; do \
            if offers "$name" "$KERNEL_VERSION"; then \
                refuse "they have no ${name%-core}-devel-$KERNEL_VERSION"; \
            fi; \
        done; \
        refuse "they have no kernel-core-$KERNEL_VERSION, nor another package with that kernel" \
            "and its -devel"; \
    fi; \
    packages=; \
    take() { \
        for name in "$@"; do \
            if offers "$name" "$version"; then packages="$packages $name-$version"; fi; \
        done; \
    }; \
    family=${core%-core}; \
    version=$KERNEL_VERSION; \
    take "$core" "$family-devel" "$family-modules" "$family-modules-extra" kernel-headers \
        kernel-abi-stablelists kernel-abi-whitelists; \
    if [ -n "$rt" ]; then \
        version=$RT_KERNEL_VERSION; \
        take kernel-rt-core kernel-rt-devel kernel-rt-modules kernel-rt-modules-extra; \
    fi; \
    # Only required packages must be installable; missing others are reported afterwards.
    dnf -y $keep $further --skip-broken install $packages; \
    is_installed() { rpm -q --quiet "$1"; }; \
    for name in "$core" "$family-devel"; do \
        is_installed "$name-$KERNEL_VERSION" || \
            refuse "$name-$KERNEL_VERSION needs what they do not have"; \
    done; \
    if ! is_installed "$family-modules-$KERNEL_VERSION" && [ "$core" != "$family" ]; then \
        say "no $family-modules-$KERNEL_VERSION in the repositories: this toolkit has none of" \
            "that package's modules"; \
    fi; \
    if ! is_installed "kernel-abi-stablelists-$KERNEL_VERSION" && \
        ! is_installed "kernel-abi-whitelists-$KERNEL_VERSION"; then \
        say "no kernel-abi-stablelists for $KERNEL_VERSION in the repositories: left out," \
            "since another kernel's list would mislead"; \
    fi; \
    if [ -n "$RT_KERNEL_VERSION" ] && \
        ! { is_installed "kernel-rt-core-$RT_KERNEL_VERSION" && \
            is_installed "kernel-rt-devel-$RT_KERNEL_VERSION"; }; then \
        say "no kernel-rt-core-$RT_KERNEL_VERSION for $(uname -m) with its -devel in the" \
            "repositories: this toolkit has no real-time kernel"; \
        rt=; \
    fi; \
    uname_r() { \
        provides=$(rpm -q --provides "$1-$2"); \
        for name in "$1" "${1%-core}" kernel; do \
            found=$(printf '%s\n' "$provides" | sed -n "s/^$name-uname-r = //p" | head -n 1); \
            if [ -n "$found" ]; then echo "$found"; return; fi; \
        done; \
        say "$1-$2 does not say what its uname -r is"; \
        return 1; \
    }; \
    kernel=$(uname_r "$core" "$KERNEL_VERSION"); \
    gcc=; \
    for file in "/lib/modules/$kernel/config" "/boot/config-$kernel" \
        "/usr/src/kernels/$kernel/.config"; do \
        if [ -z "$gcc" ] && [ -f "$file" ]; then \
            gcc=$(sed -n 's/^CONFIG_CC_VERSION_TEXT="gcc (GCC) \([0-9.]*\).*/\1/p' "$file"); \
        fi; \
    done; \
    default_gcc=$(rpm -q --queryformat '%{VERSION}' gcc); \
    if [ -z "$gcc" ]; then \
        say "the kernel does not name the GCC that built it: gcc $default_gcc stays"; \
    elif [ "$gcc" != "$default_gcc" ]; then \
        offered=$(dnf -q $further repoquery "gcc-$gcc"); \
        if [ -n "$offered" ]; then \
            dnf -y $keep $further install --allowerasing "gcc-$gcc"; \
        else \
            say "gcc $gcc, which built the kernel, is not in the repositories:" \
                "gcc $default_gcc stays"; \
        fi; \
    fi; \
    rt_kernel=; \
    if [ -n "$rt" ]; then rt_kernel=$(uname_r kernel-rt-core "$RT_KERNEL_VERSION"); fi; \
    release=${RHEL_VERSION:-$(. /etc/os-release; echo "$VERSION_ID")}; \
    printf '{ "KERNEL_VERSION": "%s", "RT_KERNEL_VERSION": "%s", "RHEL_VERSION": "%s", "ARCHITECTURE": "%s" }\n' \
        "$kernel" "$rt_kernel" "$release" "$(uname -m)" > /etc/driver-toolkit-release.json; \
    printf 'KERNEL_VERSION="%s"\nRT_KERNEL_VERSION="%s"\nRHEL_VERSION="%s"\nARCHITECTURE="%s"\n' \
        "$kernel" "$rt_kernel" "$release" "$(uname -m)" > /etc/driver-toolkit-release.sh; \
    set +f; \
    rm -rf /var/cache/dnf /var/cache/libdnf5 /var/log/dnf*

LABEL kernel-version="${KERNEL_VERSION}" \
      kernel-rt-version="${RT_KERNEL_VERSION}" \
      org.opencontainers.image.title="Driver Toolkit" \
      org.opencontainers.image.description="The packages needed to build kernel modules for one kernel" \
      org.opencontainers.image.version="${KERNEL_VERSION}" \
      org.opencontainers.image.licenses="GPL-2.0-only AND Apache-2.0" \
      org.opencontainers.image.base.name="${BASE_IMAGE}" \
      org.opencontainers.image.base.digest="${BASE_DIGEST}"

USER builder
