// The bytes of a key, a value or a header: a view that may be null, which is not the same as empty.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "klamm/export.hpp"

namespace klamm {

/// A view of bytes, or null. Made from anything that is text or bytes; owns nothing. `{}` and nullptr are null, `""` is empty.
class BytesView {
public:
  constexpr BytesView() noexcept = default;
  constexpr BytesView(std::nullptr_t) noexcept {}                                                 // NOLINT(google-explicit-constructor)
  constexpr BytesView(std::string_view text) noexcept : data_(text.data()), size_(text.size()) {} // NOLINT(google-explicit-constructor)
  constexpr BytesView(const char* text) noexcept
      : BytesView(text ? BytesView(std::string_view(text)) : BytesView()) {}         // NOLINT(google-explicit-constructor)
  BytesView(const std::string& text) noexcept : BytesView(std::string_view(text)) {} // NOLINT(google-explicit-constructor)
  BytesView(std::span<const std::byte> bytes) noexcept                               // NOLINT(google-explicit-constructor)
      : data_(reinterpret_cast<const char*>(bytes.data())), size_(bytes.size()) {}
  BytesView(std::span<const std::uint8_t> bytes) noexcept // NOLINT(google-explicit-constructor)
      : data_(reinterpret_cast<const char*>(bytes.data())), size_(bytes.size()) {}
  BytesView(const std::vector<std::byte>& bytes) noexcept : BytesView(std::span(bytes)) {}    // NOLINT(google-explicit-constructor)
  BytesView(const std::vector<std::uint8_t>& bytes) noexcept : BytesView(std::span(bytes)) {} // NOLINT(google-explicit-constructor)

  constexpr bool is_null() const noexcept { return size_ == null_size; }
  constexpr bool empty() const noexcept { return size() == 0; } ///< also of null
  constexpr std::size_t size() const noexcept { return is_null() ? 0 : size_; }
  constexpr const char* data() const noexcept { return data_; }

  /// The bytes as text; empty for null.
  constexpr std::string_view text() const noexcept { return {data_, size()}; }
  constexpr operator std::string_view() const noexcept { return text(); } // NOLINT(google-explicit-constructor): handle(r.key(), r.value())
  std::span<const std::byte> bytes() const noexcept { return {reinterpret_cast<const std::byte*>(data_), size()}; }
  explicit operator std::string() const { return std::string(text()); }

  /// Same bytes; null equals only null.
  friend constexpr bool operator==(BytesView a, BytesView b) noexcept { return a.is_null() == b.is_null() && a.text() == b.text(); }

private:
  static constexpr std::size_t null_size = static_cast<std::size_t>(-1);

  const char* data_ = nullptr;
  std::size_t size_ = null_size;
};

/// Writes the bytes as they are; "null" for null.
KLAMM_EXPORT std::ostream& operator<<(std::ostream& out, BytesView bytes);

} // namespace klamm
