#include "klamm/uuid.hpp"

namespace klamm {
namespace {

constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

} // namespace

std::string Uuid::to_string() const {
  std::string text;
  unsigned bits = 0;
  int held = 0;
  for (const std::uint8_t byte : bytes) {
    bits = (bits << 8) | byte;
    held += 8;
    for (; held >= 6; held -= 6) text += alphabet[(bits >> (held - 6)) & 63];
  }
  return text += alphabet[(bits << (6 - held)) & 63];
}

std::optional<Uuid> Uuid::parse(std::string_view text) {
  Uuid id;
  if (text.size() != 22) return std::nullopt;
  unsigned bits = 0;
  int held = 0;
  std::size_t next = 0;
  for (const char c : text) {
    const std::size_t digit = alphabet.find(c);
    if (digit == std::string_view::npos) return std::nullopt;
    bits = (bits << 6) | static_cast<unsigned>(digit);
    held += 6;
    if (held >= 8 && next < id.bytes.size()) {
      held -= 8;
      id.bytes[next++] = static_cast<std::uint8_t>(bits >> held);
    }
  }
  if ((bits & 15U) != 0) return std::nullopt; // the last character has four bits to spare
  return id;
}

} // namespace klamm
