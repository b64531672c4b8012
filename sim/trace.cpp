#include "sim/trace.hpp"

#include <array>
#include <cstdio>

namespace klamm::sim {

void Trace::write(std::string_view who, std::string_view text) const {
  const auto micros = std::chrono::duration_cast<std::chrono::microseconds>(clock_->now() - start_).count();
  std::array<char, 32> time{};
  const int size = std::snprintf(time.data(), time.size(), "%4lld.%06lld ", static_cast<long long>(micros / 1'000'000),
                                 static_cast<long long>(micros % 1'000'000));
  std::string line(time.data(), static_cast<std::size_t>(size));
  line.append(who).append(": ").append(text);
  sink_(line);
}

} // namespace klamm::sim
