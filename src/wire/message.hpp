// What a message is, and the functions that its field list gives it. Each messages/<api>.cpp instantiates Codec once (wire/codec.hpp).
//
// A message is a struct with
//   static constexpr std::string_view name;            Kafka's name, e.g. "FetchRequest"
//   static constexpr ApiKey api_key;                   (not in headers and data messages)
//   static constexpr Versions versions, flexible;      all that klamm speaks; those with compact lengths and tagged fields (KIP-482)
//   static constexpr Versions stable;                  only where the latest ones are unstable, or for brokers among themselves
//   using Response = …;                                requests only
//   static void fields(auto& io, auto& self);          the fields in the protocol's order, tagged ones last
#pragma once

#include <iosfwd>
#include <string_view>

#include "klamm/result.hpp"
#include "wire/decoder.hpp"
#include "wire/encoder.hpp"

namespace klamm::wire {

template <class M>
struct Codec {
  /// Appends `message` in `version`. What can't be said in that version (a field that it lacks, a null that it doesn't allow) is told by out.failure().
  static void encode(const M& message, std::int16_t version, Encoder& out);
  /// Reads a message; views in it point into the decoder's frame. Failures are told by in.failed(). Bytes behind the message are left.
  static void decode(Decoder& in, std::int16_t version, M& message);
  /// "{Acks: -1, Topics: [{Name: "orders", …}]}"; secrets are left out, records only counted in bytes.
  static void print(const M& message, std::int16_t version, std::ostream& out);
};

/// The versions that klamm negotiates: all that it can encode, but where a message says otherwise.
template <class M>
constexpr Versions stable_versions() noexcept {
  if constexpr (requires { M::stable; }) return M::stable;
  else return M::versions;
}

/// "FetchResponse v12: Topics is longer than the bytes left (at byte 17 of 40)"
Error decode_error(std::string_view message, std::int16_t version, const Decoder& in);

/// Reads a whole body: trailing bytes are an error.
template <class M>
Result<M> decode_all(Decoder& in, std::int16_t version) {
  M message;
  Codec<M>::decode(in, version, message);
  if (!in.failed() && in.left() > 0) in.fail("is followed by bytes that do not belong to it");
  if (in.failed()) return decode_error(M::name, version, in);
  return message;
}

} // namespace klamm::wire
