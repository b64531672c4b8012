// All messages in one table, by name, for tests that treat every message alike.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "klamm/result.hpp"
#include "wire/types.hpp"

namespace klamm::wire::testing {

struct AnyMessage {
  std::string_view name;
  Versions versions;
  Versions flexible;
  /// Reads the whole body and throws it away: was it valid?
  bool (*decodes)(const Slice& body, std::int16_t version);
  /// Reads the whole body and writes it again.
  Result<std::string> (*reencode)(const Slice& body, std::int16_t version);
  /// Reads the whole body and prints it.
  std::string (*print)(const Slice& body, std::int16_t version);
};

const std::vector<AnyMessage>& all_messages();
const AnyMessage& find_message(std::string_view name);

} // namespace klamm::wire::testing
