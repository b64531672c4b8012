#include "support/values.hpp"

#include <array>
#include <random>

namespace klamm::bench {

std::vector<std::string> make_values(std::size_t count, std::size_t size) {
  static constexpr std::array names{"ada", "brahe", "curie", "darwin", "euler", "faraday", "gauss", "hertz"};
  static constexpr std::array states{"accepted", "paid", "packed", "shipped", "returned"};
  std::mt19937_64 random(1); // NOLINT: the same values each time
  std::vector<std::string> values;
  for (std::size_t i = 0; i < count; ++i) {
    std::string value;
    while (value.size() < size) {
      value += "{\"order\":" + std::to_string(random() % 100'000'000) + ",\"customer\":\"" + names[random() % names.size()] +
               std::to_string(random() % 10'000) + "\",\"state\":\"" + states[random() % states.size()] +
               "\",\"cents\":" + std::to_string(random() % 100'000) +
               ",\"at\":" + std::to_string(1'790'000'000'000 + random() % 1'000'000'000) + "}";
    }
    value.resize(size);
    values.push_back(std::move(value));
  }
  return values;
}

} // namespace klamm::bench
