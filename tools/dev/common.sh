# shellcheck shell=bash
# Sourced by ./dev: messages, apt packages, Java, waiting.

say() { printf '\033[1m==>\033[0m %s\n' "$*" >&2; }
warn() { printf 'warning: %s\n' "$*" >&2; }
die() {
  printf 'error: %s\n' "$*" >&2
  exit 1
}

# Installs those of the named Debian packages that are missing; nothing to install costs one dpkg-query.
need_packages() {
  command -v dpkg-query >/dev/null || return 0 # not Debian: the commands themselves will say what is missing
  local installed missing=() package
  installed=$(dpkg-query -W -f '${db:Status-Abbrev}${binary:Package}\n' | sed -n 's/^ii //p' | sed 's/:.*//')
  for package in "$@"; do
    grep -qxF -- "$package" <<<"$installed" || missing+=("$package")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  [ "$(id -u)" = 0 ] || die "missing packages; as root, run: apt-get install --no-install-recommends ${missing[*]}"
  say "installing ${missing[*]}"
  local log
  log=$(mktemp)
  if ! apt_get install "${missing[@]}" >"$log" 2>&1; then # the lists may be absent or old
    apt_get update >"$log" 2>&1 || warn "apt-get update failed in part"
    apt_get install "${missing[@]}" >"$log" 2>&1 || {
      tail -n 20 "$log" >&2
      die "apt-get could not install ${missing[*]}; its words are above, and in $log"
    }
  fi
  rm -f "$log"
}

apt_get() {
  DEBIAN_FRONTEND=noninteractive apt-get -y -q --no-install-recommends -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3 "$@" </dev/null
}

# Sets java_home to a JDK with jlink, or any working Java 11+; a JAVA_HOME that does not work is passed over.
find_java() {
  local home on_path
  on_path=$(readlink -f "$(command -v java || echo /none/bin/java)")
  for home in /usr/lib/jvm/java-{21,17}-openjdk-* "${JAVA_HOME:-}" "${on_path%/bin/java}"; do
    if [ -x "$home/bin/java" ] && "$home/bin/java" -version >/dev/null 2>&1; then
      java_home=$home
      return 0
    fi
  done
  return 1
}

need_java() {
  command -v mvn >/dev/null || need_packages maven openjdk-17-jdk-headless
  if ! find_java || [ ! -x "$java_home/bin/javac" ]; then
    need_packages openjdk-17-jdk-headless
    find_java || die "no Java found; install openjdk-17-jdk-headless or set JAVA_HOME to a JDK 17"
  fi
  export JAVA_HOME=$java_home
}

# wait_until SECONDS COMMAND…: runs the command ten times a second until it succeeds; false when the time is over.
wait_until() {
  local tries=$(($1 * 10))
  shift
  until "$@"; do
    ((tries-- > 0)) || return 1
    sleep 0.1
  done
}
