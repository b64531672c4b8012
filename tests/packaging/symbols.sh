# shellcheck shell=bash disable=SC2154
# Sourced by run.sh: the shared library exports what the public headers mark with KLAMM_EXPORT, all of it and nothing else.
library=$prefix/lib/libklamm.so
marked=$(find "$prefix/include/klamm" -name '*.hpp' ! -name gssapi.hpp -exec cat {} + | sed 's://.*::' | grep -oE 'KLAMM_EXPORT .*')
classes=$(sed -nE 's/^KLAMM_EXPORT ([A-Za-z_]\w*)(<.*>)?( final)? *(:[^:]|[{]).*/\1/p' <<<"$marked" | sort -u)
functions=$(grep -vE '^KLAMM_EXPORT ([A-Za-z_]\w*)(<.*>)?( final)? *(:[^:]|[{])' <<<"$marked" | sed -nE 's/^KLAMM_EXPORT [^(]*[ &*](operator[^ (]+|\w+)\(.*/\1/p' | sort -u)
declared=$(printf '%s\n' "$classes" "$functions" | sort -u)
# The name right below klamm:: (or klamm::detail::) of each exported symbol, e.g. "Error" of klamm::Error::code() const.
exported=$(nm -DC --defined-only "$library" | cut -c18- | sed -E 's/^. //; s/^(typeinfo|typeinfo name|vtable|VTT) for //; s/^non-virtual thunk to //')
foreign=$(grep -vE '^klamm::' <<<"$exported" || true)
[ -z "$foreign" ] || fail "$library exports what isn't klamm's: $(head -5 <<<"$foreign")"
names=$(grep -oP '^klamm::(detail::)?\K(operator[^ (]+|\w+)' <<<"$exported" | sort -u)
inner=$(comm -13 <(printf '%s\n' "$declared") <(printf '%s\n' "$names"))
[ -z "$inner" ] || fail "$library exports what no public header marks with KLAMM_EXPORT: $(xargs <<<"$inner")"
# (a class may have nothing but inline members)
missing=$(comm -23 <(printf '%s\n' "$functions") <(printf '%s\n' "$names"))
[ -z "$missing" ] || fail "$library lacks what public headers promise with KLAMM_EXPORT (not defined in any .cpp?): $(xargs <<<"$missing")"
proved "libklamm.so exports $(wc -l <<<"$exported") symbols of $(wc -l <<<"$names") public names, all klamm's, all marked KLAMM_EXPORT, none missing"

# A static klamm inside somebody's shared library stays inside.
printf '#include <klamm/error.hpp>\nextern "C" int f() { return klamm::Error(klamm::ErrorCode::closed).fatal(); }\n' >"$work/inside.cpp"
# shellcheck disable=SC2046
quiet "$cxx" -std=c++20 -fPIC -fvisibility=hidden -fvisibility-inlines-hidden -DKLAMM_STATIC -shared "$work/inside.cpp" -o "$work/libinside.so" -I"$prefix/include" \
  $(PKG_CONFIG_PATH=$prefix/lib/pkgconfig pkg-config --cflags --libs --static klamm | sed 's/-lklamm/-l:libklamm.a/')
if nm -DC --defined-only "$work/libinside.so" | grep -E ' klamm::'; then fail "a shared library that contains a static klamm exports it"; fi
proved "a shared library that contains a static klamm does not export it"
