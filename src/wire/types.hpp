// The C++ types of the protocol's field types. Text and bytes are views: of the caller's memory while encoding, of the frame after decoding.
//
//   int8…int64, uint16, uint32, bool, double   the same; an ErrorCode is an int16
//   string, nullable string                    std::string_view, std::optional<std::string_view>
//   bytes                                      Bytes
//   records                                    Slice: shared, never copied
//   uuid                                       Uuid
//   []T                                        std::vector<T>
//   nullable anything                          std::optional<…>
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/buffer.hpp"
#include "klamm/api_key.hpp"
#include "klamm/error_code.hpp"
#include "klamm/uuid.hpp"
#include "wire/versions.hpp"

namespace klamm::wire {

/// A view of bytes that compares by content.
struct Bytes {
  ConstBytes view;

  Bytes() noexcept = default;
  Bytes(ConstBytes bytes) noexcept : view(bytes) {} // NOLINT(google-explicit-constructor)
  explicit Bytes(std::string_view text) noexcept : view(klamm::as_bytes(text)) {}
  std::string_view text() const noexcept { return as_text(view); }
  friend bool operator==(const Bytes& a, const Bytes& b) noexcept { return a.text() == b.text(); }
};

} // namespace klamm::wire
