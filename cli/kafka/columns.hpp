// Tables as Kafka's tools print them: padded with blanks, each column at least as wide as it always is there.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "cli/output/sink.hpp"

namespace klamm::cli {

class KafkaColumns {
public:
  struct Column {
    std::string name;
    std::size_t least; ///< 0: as it comes, without padding
  };
  explicit KafkaColumns(std::vector<Column> columns) : columns_(std::move(columns)) {}

  void add(std::vector<std::string> row) { rows_.push_back(std::move(row)); }
  bool empty() const noexcept { return rows_.empty(); }
  /// The names, and all rows.
  void print(Sink& out) const;

private:
  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;
};

} // namespace klamm::cli
