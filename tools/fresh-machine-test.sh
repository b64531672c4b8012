#!/usr/bin/env bash
# usage: tools/fresh-machine-test.sh [ARGUMENT…]   Runs `./dev ARGUMENT…` (default: test) as on a machine that has nothing: a new minimal
# Debian 12 in a chroot, with git and a fresh clone of this repository's HEAD. Needs root. The network is this machine's: its ports must be
# free (or set KLAMM_PORTS), and Kafka runs on the plain JVM, as a second Docker engine would tamper with the first one's network.
#   KLAMM_FRESH_DIR=/var/tmp/klamm-fresh   where the chroot is made; the minimal system is kept there for the next run
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
dir=${KLAMM_FRESH_DIR:-/var/tmp/klamm-fresh}
base=$dir/base.tar machine=$dir/machine
[ "$(id -u)" = 0 ] || { echo "error: a chroot needs root" >&2 && exit 1; }
[ $# -gt 0 ] || set -- test

# shellcheck source=dev/common.sh
source "$root/tools/dev/common.sh"
mkdir -p "$dir"

if [ ! -e "$base" ]; then
  need_packages debootstrap
  mirror=$(grep -hoE 'https?://[^ ]+' /etc/apt/sources.list.d/debian.sources /etc/apt/sources.list 2>/dev/null | grep -v snapshot | head -n 1) || true
  say "making a minimal Debian 12 from ${mirror:=http://deb.debian.org/debian}"
  rm -rf "$dir/base"
  debootstrap --variant=minbase --include=git bookworm "$dir/base" "$mirror" >"$dir/debootstrap.log" 2>&1 || {
    tail -n 20 "$dir/debootstrap.log" >&2
    die "debootstrap failed, see $dir/debootstrap.log"
  }
  rm -rf "$dir"/base/var/lib/apt/lists/* "$dir"/base/var/cache/apt/*
  tar -C "$dir/base" -cf "$base.new" . && mv "$base.new" "$base"
  rm -rf "$dir/base"
fi

rm -rf --one-file-system "$machine"
mkdir -p "$machine"
tar -C "$machine" -xf "$base"
# what a machine of this network has: its way out, its package sources, its certificate authorities
cp -L /etc/resolv.conf /etc/hosts "$machine/etc/"
for path in /etc/apt/apt.conf /etc/apt/apt.conf.d /etc/apt/sources.list.d/debian.sources /usr/local/share/ca-certificates /root/.m2/settings.xml; do
  [ ! -e "$path" ] || { mkdir -p "$machine${path%/*}" && cp -RL "$path" "$machine${path%/*}/"; }
done
[ ! -e "$machine/etc/apt/sources.list.d/debian.sources" ] || rm -f "$machine/etc/apt/sources.list"
printf '#!/bin/sh\nexit 101\n' >"$machine/usr/sbin/policy-rc.d" # no services
chmod 755 "$machine/usr/sbin/policy-rc.d"
git clone -q --no-local "$root" "$machine/srv/klamm"

say "fresh machine: ./dev $*"
start=$SECONDS status=0
# in namespaces of its own: when its first process ends, mounts and whatever else it started end with it
# shellcheck disable=SC2016 # expanded inside
unshare --mount --pid --fork bash -c '
  set -e
  machine=$1; shift
  mount --bind "$machine" "$machine"
  mount -t proc proc "$machine/proc"
  mount --rbind /sys "$machine/sys"
  mount --rbind /dev "$machine/dev"
  exec env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root TERM="${TERM:-dumb}" LANG=C.UTF-8 \
    KLAMM_ENGINE="${KLAMM_ENGINE:-jvm}" ${KLAMM_PORTS:+KLAMM_PORTS="$KLAMM_PORTS"} ${KAFKA_VERSION:+KAFKA_VERSION="$KAFKA_VERSION"} \
    chroot "$machine" bash -c "cd /srv/klamm && ./dev \"\$@\"" bash "$@"
' bash "$machine" "$@" || status=$?
say "fresh machine: ./dev $* ended with status $status after $((SECONDS - start)) s"
exit $status
