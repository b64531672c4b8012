// A 128-bit id, as Kafka uses it for topics, members and directories.
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "klamm/export.hpp"

namespace klamm {

/// A UUID, printed as Kafka's tools do: 22 characters of URL-safe base64.
struct KLAMM_EXPORT Uuid {
  std::array<std::uint8_t, 16> bytes{};

  /// All zero: "no id" in the protocol.
  bool is_zero() const noexcept { return *this == Uuid{}; }
  std::string to_string() const;
  /// Reads what to_string() wrote; nothing for any other text.
  static std::optional<Uuid> parse(std::string_view text);

  auto operator<=>(const Uuid&) const = default;
};

} // namespace klamm

template <>
struct std::hash<klamm::Uuid> {
  std::size_t operator()(const klamm::Uuid& id) const noexcept {
    std::uint64_t half[2];
    std::memcpy(half, id.bytes.data(), sizeof half);
    return static_cast<std::size_t>(half[0] ^ (half[1] * 0x9E3779B97F4A7C15U));
  }
};
