# shellcheck shell=bash
# Sourced by ./dev: the Kerberos realm of the secured cluster. Its KDC is a process of this host whatever engine runs the broker, which needs nothing of it
# but a keytab. A second KDC has a clock that is two hours ahead.

kerberos_up() {
  need_packages krb5-kdc krb5-admin-server krb5-user faketime
  "$kafka_files/secure/make-realm.sh" "$state_dir/kdc" "$secrets_dir" "${ports}4" "${ports}3"
  local preload
  preload=$(find /usr/lib -name libfaketime.so.1 2>/dev/null | head -n 1)
  kerberos_start kdc
  kerberos_start kdc-skewed FAKETIME=+2h LD_PRELOAD="$preload"
}
kerberos_start() { # NAME [VARIABLE=VALUE…]
  jvm_launch "$1" env KRB5_CONFIG="$secrets_dir/krb5.conf" KRB5_KDC_PROFILE="$state_dir/kdc/$1.conf" "${@:2}" /usr/sbin/krb5kdc -n
  wait_until 30 kerberos_answers "$1" || die "the KDC does not start: $(cat "$(jvm_dir "$1")/log")"
}
kerberos_answers() { grep -q 'krb5kdc: starting' "$(jvm_dir "$1")/log"; }

kerberos_down() {
  local name
  for name in kdc kdc-skewed; do
    ! jvm_pid "$name" || kill -KILL "$pid"
    rm -rf "$(jvm_dir "$name")"
  done
  rm -rf "$state_dir/kdc"
}
