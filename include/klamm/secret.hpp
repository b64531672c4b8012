// A password, key or token: it never prints, and its memory is wiped.
#pragma once

#include <cstddef>
#include <iosfwd>
#include <memory>
#include <string>
#include <string_view>

#include "klamm/export.hpp"

namespace klamm {

/// Text that must not leak. Streams show "[hidden]", dumps and errors never contain it, and its bytes are overwritten when it is destroyed or
/// replaced. What it was made from is the caller's to wipe.
class KLAMM_EXPORT Secret {
public:
  Secret() noexcept = default;
  Secret(std::string_view text);                                      // NOLINT(google-explicit-constructor): `.password = "…"`
  Secret(const char* text);                                           // NOLINT(google-explicit-constructor)
  Secret(const std::string& text) : Secret(std::string_view(text)) {} // NOLINT(google-explicit-constructor)
  Secret(const Secret& other) : Secret(other.reveal()) {}
  Secret(Secret&& other) noexcept;
  Secret& operator=(const Secret& other);
  Secret& operator=(Secret&& other) noexcept;
  ~Secret();

  /// The text itself; valid as long as this Secret is neither changed nor destroyed.
  std::string_view reveal() const noexcept { return {bytes_.get(), size_}; }
  bool empty() const noexcept { return size_ == 0; }

  friend bool operator==(const Secret& a, const Secret& b) noexcept { return a.reveal() == b.reveal(); }

private:
  void wipe() noexcept;

  std::unique_ptr<char[]> bytes_;
  std::size_t size_ = 0;
};

/// Writes "[hidden]", or nothing where it is empty.
KLAMM_EXPORT std::ostream& operator<<(std::ostream& out, const Secret& secret);

/// Overwrites memory in a way that the compiler keeps even where nothing reads it again.
KLAMM_EXPORT void wipe(void* memory, std::size_t size) noexcept;

} // namespace klamm
