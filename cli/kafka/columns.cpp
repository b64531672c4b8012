#include "cli/kafka/columns.hpp"

#include <algorithm>

namespace klamm::cli {

void KafkaColumns::print(Sink& out) const {
  std::vector<std::size_t> widths;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    std::size_t width = columns_[i].least;
    if (width > 0)
      for (const auto& row : rows_) width = std::max(width, row[i].size());
    widths.push_back(width);
  }
  const auto line = [&](auto&& cell) {
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      std::string text = cell(i);
      text.resize(std::max(text.size(), widths[i]), ' ');
      out.append((i == 0 ? "" : " ") + text);
    }
    out.append('\n');
  };
  line([&](std::size_t i) { return columns_[i].name; });
  for (const auto& row : rows_) line([&](std::size_t i) { return row[i]; });
}

} // namespace klamm::cli
