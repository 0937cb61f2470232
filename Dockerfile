# The Driver Toolkit: everything needed to build kernel modules for exactly one kernel.
#
#   podman build --build-arg KERNEL_VERSION=5.14.0-391.el9 \
#     --tag driver-toolkit:5.14.0-391.el9 --file Dockerfile .
#
#   BASE_IMAGE         image with dnf and the repositories that have the kernel
#   KERNEL_VERSION     version-release of the kernel, without architecture
#   RT_KERNEL_VERSION  version-release of the real-time kernel, where it differs from the
#                      kernel's own (EL8, EL 9.0-9.2); empty builds a toolkit without one
#   RHEL_VERSION       release to stay on, for repositories that have several ($releasever)
#   BASE_DIGEST        digest of BASE_IMAGE, recorded as a label
#
# With `--volume <folder>:/mnt`, packages are kept in `driver-toolkit-packages` of that folder, if it
# is there, for the next build. dnf checks each against its repository; none gets into the image.
# One build at a time may use a folder.

ARG BASE_IMAGE=quay.io/centos/centos:stream9
ARG RHEL_VERSION=""

# What was asked for is checked in a stage of its own, before anything is downloaded.
FROM ${BASE_IMAGE} AS request
USER root
ARG KERNEL_VERSION
ARG RT_KERNEL_VERSION=${KERNEL_VERSION}
ARG RHEL_VERSION=
RUN set -eu; \
    refuse() { echo "$*" >&2; exit 1; }; \
    matches() { printf '%s\n' "$1" | grep -Eqx "$2"; }; \
    version_release='[0-9]+(\.[0-9]+)+-[A-Za-z0-9][A-Za-z0-9._~^]*'; \
    [ -n "${KERNEL_VERSION:-}" ] || \
        refuse 'Name a kernel: --build-arg KERNEL_VERSION=<version-release>, such as 5.14.0-391.el9.'; \
    for version in "$KERNEL_VERSION" "${RT_KERNEL_VERSION:-$KERNEL_VERSION}"; do \
        matches "$version" "$version_release" || \
            refuse "'$version' is no version-release of a kernel, such as 5.14.0-391.el9."; \
        if matches "$version" '.*\.(x86_64|aarch64|ppc64le|s390x|noarch)'; then \
            refuse "'$version' ends in an architecture: leave it out, --platform chooses it."; \
        fi; \
    done; \
    if [ -n "${RHEL_VERSION:-}" ]; then \
        matches "$RHEL_VERSION" '[0-9]+(\.[0-9]+)?(-stream)?' || \
            refuse "RHEL_VERSION '$RHEL_VERSION' is no release, such as 9.4."; \
    fi; \
    touch /request-is-valid

# ---- The same for every kernel: its layers are made once ----

# Builders that share layers by `--cache-from` do so up to a stage's first ARG, so that the one
# which only some builds need is in a stage that only those have.
FROM ${BASE_IMAGE} AS release

FROM ${BASE_IMAGE} AS fixed-release
USER root
ARG RHEL_VERSION
RUN echo "$RHEL_VERSION" > /etc/dnf/vars/releasever

FROM ${RHEL_VERSION:+fixed-}release AS common
USER root

# Optional repositories: development libraries under the name each distribution gives them, and
# the real-time kernel, which only x86_64 is sure to have.
RUN set -eu; \
    sed -E -i '/^(best|install_weak_deps|tsflags) *=/d' /etc/dnf/dnf.conf; \
    printf '%s\n' best=True install_weak_deps=False tsflags=nodocs >> /etc/dnf/dnf.conf; \
    keep=; \
    if [ -d /mnt/driver-toolkit-packages ]; then \
        keep='--setopt=keepcache=True --setopt=destdir=/mnt/driver-toolkit-packages'; \
    fi; \
    architecture=$(uname -m); \
    case "$architecture" in x86_64 | aarch64) mokutil=mokutil ;; *) mokutil= ;; esac; \
    dnf -y $keep install dnf-plugins-core; \
    wanted='crb|powertools|codeready-builder-for-rhel-[0-9]+-[a-z0-9_]+-rpms'; \
    if [ "$architecture" = x86_64 ]; then \
        wanted="$wanted|rt|rhel-[0-9]+-for-x86_64-rt-rpms"; \
    fi; \
    repositories=$(dnf -q repolist --all); \
    for repository in $(printf '%s\n' "$repositories" | awk '{ print $1 }'); do \
        if printf '%s\n' "$repository" | grep -Eqx "$wanted"; then \
            dnf config-manager --set-enabled "$repository"; \
        fi; \
    done; \
    dnf -y $keep install \
        binutils \
        bison \
        diffutils \
        elfutils-libelf-devel \
        flex \
        gcc \
        git \
        jq \
        kabi-dw \
        keyutils \
        kmod \
        make \
        openssl \
        openssl-devel \
        patch \
        perl-interpreter \
        rpm-build \
        shadow-utils \
        xz \
        $mokutil; \
    rm -rf /var/cache/dnf /var/log/dnf*; \
    useradd --uid 1001 --create-home --shell /bin/bash builder

# ---- One kernel ----
FROM common

# Builders tell a RUN step's cached layer by the arguments declared before it, and a LABEL's by
# the layer below: whatever the labels mention has to be declared here.
ARG BASE_IMAGE
ARG BASE_DIGEST=
ARG KERNEL_VERSION
ARG RT_KERNEL_VERSION=${KERNEL_VERSION}
ARG RHEL_VERSION=

# The release files say what is installed: `uname -r` comes from the packages' own provides.
RUN --mount=type=bind,from=request,source=/request-is-valid,target=/run/request-is-valid \
    set -eu; \
    keep=; \
    if [ -d /mnt/driver-toolkit-packages ]; then \
        keep='--setopt=keepcache=True --setopt=destdir=/mnt/driver-toolkit-packages'; \
    fi; \
    say() { echo "driver-toolkit: $*" >&2; }; \
    uname_r() { \
        provides=$(rpm -q --provides "$1-$2"); \
        printf '%s\n' "$provides" | sed -n "s/^$1-uname-r = //p" | grep . || { \
            say "$1-$2 does not say what its uname -r is"; \
            return 1; \
        }; \
    }; \
    packages=; \
    for part in core devel headers modules modules-extra; do \
        packages="$packages kernel-$part-$KERNEL_VERSION"; \
    done; \
    abi="kernel-abi-stablelists-$KERNEL_VERSION"; \
    rt=; \
    if [ -n "$RT_KERNEL_VERSION" ]; then \
        for part in core devel modules modules-extra; do \
            rt="$rt kernel-rt-$part-$RT_KERNEL_VERSION"; \
        done; \
    fi; \
    # What the repositories lack is skipped, and told afterwards.
    dnf -y $keep --setopt=strict=False install $packages $abi $rt; \
    if ! rpm -q --quiet "$abi"; then \
        say "no kernel-abi-stablelists for $KERNEL_VERSION in the repositories: left out," \
            "since another kernel's list would mislead"; \
    fi; \
    if [ -n "$rt" ] && ! rpm -q --quiet "kernel-rt-core-$RT_KERNEL_VERSION"; then \
        say "no kernel-rt-core-$RT_KERNEL_VERSION for $(uname -m) in the repositories:" \
            "this toolkit has no real-time kernel"; \
        rt=; \
    fi; \
    for package in $packages $rt; do \
        rpm -q --quiet "$package" || { \
            say "kernel $KERNEL_VERSION could not be installed for $(uname -m) from the" \
                "repositories of the base image: they have no $package"; \
            exit 1; \
        }; \
    done; \
    kernel=$(uname_r kernel-core "$KERNEL_VERSION"); \
    [ -f "/lib/modules/$kernel/config" ] || { \
        say "kernel-core-$KERNEL_VERSION has no configuration in /lib/modules/$kernel"; \
        exit 1; \
    }; \
    gcc=$(sed -n 's/^CONFIG_CC_VERSION_TEXT="gcc (GCC) \([0-9.]*\).*/\1/p' \
        "/lib/modules/$kernel/config"); \
    default_gcc=$(rpm -q --queryformat '%{VERSION}' gcc); \
    if [ -z "$gcc" ]; then \
        say "the kernel does not name the GCC that built it: gcc $default_gcc stays"; \
    elif [ "$gcc" != "$default_gcc" ]; then \
        offered=$(dnf -q repoquery "gcc-$gcc"); \
        if [ -n "$offered" ]; then \
            dnf -y $keep install --allowerasing "gcc-$gcc"; \
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
    rm -rf /var/cache/dnf /var/log/dnf*

LABEL kernel-version="${KERNEL_VERSION}" \
      kernel-rt-version="${RT_KERNEL_VERSION}" \
      org.opencontainers.image.title="Driver Toolkit" \
      org.opencontainers.image.description="The packages needed to build kernel modules for one kernel" \
      org.opencontainers.image.version="${KERNEL_VERSION}" \
      org.opencontainers.image.licenses="GPL-2.0-only AND Apache-2.0" \
      org.opencontainers.image.base.name="${BASE_IMAGE}" \
      org.opencontainers.image.base.digest="${BASE_DIGEST}"

USER builder
