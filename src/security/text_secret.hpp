// Putting secrets together without leaving copies behind.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "klamm/secret.hpp"

namespace klamm::security {

inline Secret joined(std::initializer_list<std::string_view> parts) {
  std::size_t size = 0;
  for (const std::string_view part : parts) size += part.size();
  std::string text;
  text.reserve(size); // it never moves, so one wipe is enough
  for (const std::string_view part : parts) text += part;
  Secret secret(text);
  wipe(text.data(), text.size());
  return secret;
}

} // namespace klamm::security
