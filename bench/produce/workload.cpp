#include "produce/workload.hpp"

#include "support/values.hpp"

namespace klamm::bench {

std::vector<std::string> values_of(const Workload& load) {
  constexpr long far = 4 << 20;
  return make_values(load.codec == "none" ? 1000 : static_cast<std::size_t>(far / load.value_bytes + 1),
                     static_cast<std::size_t>(load.value_bytes));
}

} // namespace klamm::bench
