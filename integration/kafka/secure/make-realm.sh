#!/usr/bin/env bash
# usage: make-realm.sh DIR SECRETS PORT SKEWED_PORT   Makes the Kerberos realm KLAMM.TEST, for tests only: in DIR its database and what krb5kdc is run with
# (kdc.conf; kdc-skewed.conf for one whose clock is wrong), in SECRETS what broker and clients need: kafka.keytab, alice.keytab, and krb5.conf,
# krb5-skewed.conf and krb5-dead.conf, in which the KDC is the one at SKEWED_PORT, and nobody.
set -euo pipefail
dir=$1 secrets=$2 port=$3 skewed_port=$4
realm=KLAMM.TEST
PATH=$PATH:/usr/sbin
rm -rf "$dir"
mkdir -p "$dir"

client_conf() { # KDC_PORT [LINE…]
  printf '%s\n' "[libdefaults]" "default_realm = $realm" "dns_lookup_kdc = false" "dns_lookup_realm = false" \
    "udp_preference_limit = 1" "${@:2}" "[realms]" "$realm = {" "kdc = 127.0.0.1:$1" "}" "[domain_realm]" "localhost = $realm"
}
kdc_conf() { # KDC_PORT
  printf '%s\n' "[kdcdefaults]" "kdc_listen = 127.0.0.1:$1" "kdc_tcp_listen = 127.0.0.1:$1" "[realms]" "$realm = {" "database_name = $dir/principal" \
    "key_stash_file = $dir/stash" "max_life = 1h" "default_principal_flags = +preauth" "supported_enctypes = aes256-cts-hmac-sha1-96:normal" "}"
}
client_conf "$port" >"$secrets/krb5.conf"
client_conf "$skewed_port" "kdc_timesync = 0" >"$secrets/krb5-skewed.conf" # (by default clients believe the KDC's clock)
client_conf 1 >"$secrets/krb5-dead.conf"
kdc_conf "$port" >"$dir/kdc.conf"
kdc_conf "$skewed_port" >"$dir/kdc-skewed.conf"

export KRB5_CONFIG=$secrets/krb5.conf KRB5_KDC_PROFILE=$dir/kdc.conf
quietly() { "$@" >"$dir/log" 2>&1 || { cat "$dir/log" >&2 && exit 1; }; }
quietly kdb5_util create -s -r $realm -P master
rm -f "$secrets/kafka.keytab" "$secrets/alice.keytab"
printf '%s\n' "addprinc -randkey kafka/localhost" "addprinc -randkey alice" "addprinc -pw other bob" \
  "ktadd -q -k $secrets/kafka.keytab kafka/localhost" "ktadd -q -k $secrets/alice.keytab alice" >"$dir/commands"
quietly kadmin.local -r $realm <"$dir/commands"
chmod a+r "$secrets"/*.keytab "$secrets"/krb5*.conf # the broker in a container runs as another user
