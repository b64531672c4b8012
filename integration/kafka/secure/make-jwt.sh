#!/usr/bin/env bash
# usage: make-jwt.sh KEY|none SUBJECT [LIFETIME]   Prints a token: signed with RS256 by KEY, or unsecured; it lives 3600 seconds.
set -euo pipefail
key=$1 subject=$2 lifetime=${3:-3600}
base64url() { basenc --base64url -w0 | tr -d =; }
now=$(date +%s)
if [ "$key" = none ]; then header='{"alg":"none"}'; else header='{"alg":"RS256","typ":"JWT","kid":"k1"}'; fi
claims=$(printf '{"iss":"test-issuer","aud":"kafka","sub":"%s","scope":"kafka","iat":%d,"exp":%d,"jti":"%d"}' "$subject" "$now" $((now + lifetime)) "$now")
message=$(printf %s "$header" | base64url).$(printf %s "$claims" | base64url)
signature=''
[ "$key" = none ] || signature=$(printf %s "$message" | openssl dgst -sha256 -sign "$key" -binary | base64url)
printf '%s.%s\n' "$message" "$signature"
