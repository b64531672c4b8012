#include "klamm/secret.hpp"

#include <algorithm>
#include <ostream>
#include <utility>

namespace klamm {

void wipe(void* memory, std::size_t size) noexcept {
  // A store through a volatile pointer must happen, so the compiler can't drop what looks dead.
  volatile auto* bytes = static_cast<volatile char*>(memory);
  for (std::size_t i = 0; i < size; ++i) bytes[i] = 0;
}

Secret::Secret(std::string_view text) : size_(text.size()) {
  if (text.empty()) return;
  bytes_ = std::make_unique<char[]>(text.size());
  std::copy(text.begin(), text.end(), bytes_.get());
}

Secret::Secret(const char* text) : Secret(std::string_view(text)) {}

Secret::Secret(Secret&& other) noexcept : bytes_(std::move(other.bytes_)), size_(std::exchange(other.size_, 0)) {}

Secret& Secret::operator=(const Secret& other) {
  if (this != &other) *this = Secret(other);
  return *this;
}

Secret& Secret::operator=(Secret&& other) noexcept {
  if (this == &other) return *this;
  wipe();
  bytes_ = std::move(other.bytes_);
  size_ = std::exchange(other.size_, 0);
  return *this;
}

Secret::~Secret() { wipe(); }

void Secret::wipe() noexcept { klamm::wipe(bytes_.get(), size_); }

std::ostream& operator<<(std::ostream& out, const Secret& secret) { return secret.empty() ? out : out << "[hidden]"; }

} // namespace klamm
