// What the fuzzers begin with: the byte strings and batches that Java's own classes wrote (tests/data), put as each target takes them, and the files of fuzz/corpus.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace klamm::fuzz {

/// Of the target of this name; empty when it has none.
std::vector<std::string> seeds(std::string_view target);

} // namespace klamm::fuzz
