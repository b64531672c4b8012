#include "wire/decoder.hpp"

namespace klamm::wire {

std::uint32_t Decoder::long_varint() noexcept {
  std::uint32_t value = 0;
  const std::byte* next = get_unsigned_varint(cursor_, end_, value);
  if (!next) return fail("is cut off or not a varint of 32 bits"), 0;
  cursor_ = next;
  return value;
}

void Decoder::fail(const char* reason) noexcept {
  if (!reason_) {
    reason_ = reason;
    position_ = static_cast<std::size_t>(cursor_ - frame_.data());
  }
  cursor_ = end_;
}

std::string Decoder::failure() const {
  if (!reason_) return {};
  return std::string(field_ ? field_ : "the message") + " " + reason_ + " (at byte " + std::to_string(position_) + " of " +
         std::to_string(frame_.size()) + ")";
}

} // namespace klamm::wire
