// The byte strings that Java's own serializers made (tests/data/wire/golden, made by tools/java/golden.sh).
#pragma once

#include <string>
#include <vector>

#include "base/buffer.hpp"

namespace klamm::wire::testing {

struct GoldenBytes {
  std::string message; ///< "FetchResponse"
  std::int16_t version = 0;
  std::string kind; ///< "filled", "sparse", "nulls", "default"
  Slice bytes;
};

/// All of them, headers included.
const std::vector<GoldenBytes>& golden_bytes();
/// One of them.
const Slice& golden(std::string_view message, std::int16_t version, std::string_view kind = "filled");

} // namespace klamm::wire::testing
