#!/usr/bin/env bash
# usage: make-secrets.sh DIR   Makes what the secured broker and its clients need, all of it for tests only: a CA; certificates and keys
# (PEM) of broker, client and of a stranger signed by another CA; an RSA key and its JWKS for OAUTHBEARER.
#   X.pem = PKCS#8 key + certificate + CA | X.crt | X.key | client.enc.p8: the client's key, encrypted with "keypass"
set -euo pipefail
dir=$1
mkdir -p "$dir"
cd "$dir"
quietly() { "$@" 2>/dev/null; }
make_ca() {
  quietly openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -keyout "$1.key" -out "$1.pem" -subj "/CN=$1" \
    -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign,cRLSign
}
make_certificate() { # NAME CA SUBJECT_ALT_NAMES
  quietly openssl req -newkey rsa:2048 -nodes -keyout "$1.key" -out "$1.csr" -subj "/CN=$1/O=test"
  quietly openssl x509 -req -in "$1.csr" -CA "$2.pem" -CAkey "$2.key" -CAcreateserial -days 3650 -out "$1.crt" \
    -extfile <(printf 'subjectAltName=%s\nextendedKeyUsage=serverAuth,clientAuth\n' "$3")
  quietly openssl pkcs8 -topk8 -nocrypt -in "$1.key" -out "$1.p8"
  cat "$1.p8" "$1.crt" "$2.pem" >"$1.pem"
  rm "$1.csr"
}
make_ca ca
make_ca otherca
make_certificate broker ca "DNS:localhost,DNS:kafka,IP:127.0.0.1"
make_certificate client ca "DNS:client"
make_certificate stranger otherca "DNS:stranger"
quietly openssl pkcs8 -topk8 -v2 aes256 -passout pass:keypass -in client.key -out client.enc.p8

quietly openssl genrsa -out jwt.key 2048
modulus=$(openssl rsa -in jwt.key -noout -modulus | sed 's/^Modulus=//' | basenc --base16 -d | basenc --base64url -w0 | tr -d =)
printf '{"keys":[{"kty":"RSA","use":"sig","alg":"RS256","kid":"k1","n":"%s","e":"AQAB"}]}\n' "$modulus" >jwks.json
chmod a+rX . ./* # the broker in a container runs as another user
