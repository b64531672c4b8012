#!/usr/bin/env bash
# usage: image/build.sh VERSION TAG   Builds an image that serves like apache/kafka:VERSION from Debian's and Maven Central's files alone.
# Needs: docker, mvn, a JDK with jlink in JAVA_HOME, apt.
set -euo pipefail
version=$1 tag=$2
here=$(cd "$(dirname "$0")" && pwd)
context=$(mktemp -d)
trap 'rm -rf "$context"' EXIT
chmod 755 "$context" # mktemp's 700 would keep apt's own user out
root=$context/rootfs
mkdir -p "$root"/{bin,tmp,etc/kafka/secrets,lib64,usr/lib,usr/bin,home/appuser,opt/kafka}

"$here/../install.sh" "$version" "$root/opt/kafka"

modules=java.se,jdk.crypto.ec,jdk.jcmd,jdk.management,jdk.management.agent,jdk.naming.dns,jdk.net,jdk.security.auth,jdk.security.jgss
"$JAVA_HOME/bin/jlink" --output "$root/opt/java" --no-header-files --no-man-pages --strip-java-debug-attributes \
  --add-modules "$modules,jdk.unsupported,jdk.zipfs"
# java.desktop is there for java.beans alone (log4j loads it): its native parts can go
for part in awt awt_headless awt_xawt fontmanager freetype javajpeg lcms mlib_image jsound jawt splashscreen; do
  rm -f "$root/opt/java/lib/lib$part.so"
done

# user land: a static busybox, and the shared libraries that the JVM is linked with or loads
(cd "$context" && apt-get download -qq busybox-static 2>/dev/null && dpkg-deb -x busybox-static_*.deb busybox)
cp "$context/busybox/bin/busybox" "$root/bin/busybox"
for applet in $("$root/bin/busybox" --list); do
  [ "$applet" = busybox ] || ln -s busybox "$root/bin/$applet"
done
ln -s /bin/env "$root/usr/bin/env"
libraries=$(find "$root/opt/java" \( -name '*.so' -o -path '*/bin/java' \) -print0 |
  LD_LIBRARY_PATH="$root/opt/java/lib:$root/opt/java/lib/server" xargs -0 -n1 ldd 2>/dev/null |
  grep -oE '[[:space:]]/(lib|lib64|usr/lib)/[^ ]+' | sort -u)
for library in $libraries /lib/*-linux-gnu/lib{nss_dns,nss_files,resolv,pthread,dl}.so.[0-9]; do
  install -D -m755 "$(readlink -f "$library")" "$root$library"
done
printf 'root:x:0:0:root:/root:/bin/sh\nappuser:x:1000:1000:appuser:/home/appuser:/bin/sh\n' >"$root/etc/passwd"
printf 'root:x:0:\nappuser:x:1000:\n' >"$root/etc/group"
printf 'hosts: files dns\npasswd: files\ngroup: files\n' >"$root/etc/nsswitch.conf"
chmod 1777 "$root/tmp"

# one tar: ADD keeps its owners and modes, COPY would not
mkdir "$context/build"
cp "$here/Dockerfile" "$context/build/"
chown -R 1000:1000 "$root"/opt "$root"/home/appuser
tar -C "$root" --numeric-owner -cf "$context/build/rootfs.tar" .
docker buildx version >/dev/null 2>&1 || export DOCKER_BUILDKIT=0
docker build -q -t "$tag" "$context/build" >"$context/log" 2>&1 || {
  cat "$context/log" >&2
  exit 1
}
