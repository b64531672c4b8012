#include "wire/messages/sticky_user_data.hpp"

#include <stdexcept>

#include "wire/codec.hpp"

namespace klamm::wire {

Slice encode_user_data(const StickyUserData& data) {
  Encoder out;
  Codec<StickyUserData>::encode(data, StickyUserData::versions.last, out);
  if (!out.failure().empty()) throw std::invalid_argument("StickyUserData: " + out.failure());
  return std::move(out).finish_contiguous();
}

std::optional<DecodedStickyUserData> decode_sticky_user_data(ConstBytes bytes) {
  const Slice frame = Slice::unowned(bytes);
  for (const std::int16_t version : {std::int16_t{1}, std::int16_t{0}}) {
    Decoder in(frame);
    StickyUserData data;
    Codec<StickyUserData>::decode(in, version, data);
    if (!in.failed()) return DecodedStickyUserData{std::move(data), version == 1};
  }
  return {};
}

template struct Codec<StickyUserData>;

} // namespace klamm::wire
