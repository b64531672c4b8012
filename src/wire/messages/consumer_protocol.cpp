#include "wire/messages/consumer_protocol.hpp"

#include <algorithm>
#include <stdexcept>

#include "wire/codec.hpp"

namespace klamm::wire {
namespace {

template <class M>
Slice encode_prefixed(const M& message, std::int16_t version) {
  Encoder out;
  out.integer(version);
  Codec<M>::encode(message, version, out);
  if (!out.failure().empty()) throw std::invalid_argument(std::string(M::name) + ": " + out.failure());
  return std::move(out).finish_contiguous();
}

template <class M>
Result<M> decode_prefixed(ConstBytes bytes) {
  const Slice frame = Slice::unowned(bytes);
  Decoder in(frame);
  M message;
  const auto version = in.integer<std::int16_t>();
  if (version < M::versions.first) in.fail("is negative");
  in.name_failure("the version");
  Codec<M>::decode(in, std::min(version, M::versions.last), message);
  if (in.failed()) return Error(ErrorCode::protocol_error, std::string(M::name) + ": " + in.failure());
  return message;
}

} // namespace

Slice encode_with_version(const ConsumerProtocolSubscription& subscription, std::int16_t version) {
  return encode_prefixed(subscription, version);
}
Slice encode_with_version(const ConsumerProtocolAssignment& assignment, std::int16_t version) {
  return encode_prefixed(assignment, version);
}

Result<ConsumerProtocolSubscription> decode_subscription(ConstBytes bytes) { return decode_prefixed<ConsumerProtocolSubscription>(bytes); }
Result<ConsumerProtocolAssignment> decode_assignment(ConstBytes bytes) { return decode_prefixed<ConsumerProtocolAssignment>(bytes); }

template struct Codec<ConsumerProtocolSubscription>;
template struct Codec<ConsumerProtocolAssignment>;

} // namespace klamm::wire
