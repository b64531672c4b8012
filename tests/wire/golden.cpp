#include "wire/golden.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "support/hex.hpp"
#include "test_paths.hpp"

namespace klamm::wire::testing {

const std::vector<GoldenBytes>& golden_bytes() {
  static const std::vector<GoldenBytes> all = [] {
    std::vector<GoldenBytes> found;
    for (const auto& entry : std::filesystem::directory_iterator(KLAMM_TEST_DATA "/wire/golden")) {
      std::ifstream file(entry.path());
      for (std::string line; std::getline(file, line);) {
        std::istringstream words(line);
        GoldenBytes one{entry.path().stem().string(), 0, {}, {}};
        std::string hex;
        words >> one.version >> one.kind >> hex;
        one.bytes = Slice::copy_of(as_bytes(klamm::test::from_hex(hex)));
        found.push_back(std::move(one));
      }
    }
    return found;
  }();
  return all;
}

const Slice& golden(std::string_view message, std::int16_t version, std::string_view kind) {
  for (const GoldenBytes& one : golden_bytes()) {
    if (one.message == message && one.version == version && one.kind == kind) return one.bytes;
  }
  throw std::invalid_argument("no golden bytes of " + std::string(message));
}

} // namespace klamm::wire::testing
