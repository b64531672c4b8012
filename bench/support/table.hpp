// A table of text with aligned columns, on standard output.
#pragma once

#include <string>
#include <vector>

namespace klamm::bench {

class Table {
public:
  /// The first column is aligned to the left, the others to the right.
  explicit Table(std::vector<std::string> head) : rows_{std::move(head)} {}
  void add(std::vector<std::string> row) { rows_.push_back(std::move(row)); }
  void print() const;

private:
  std::vector<std::vector<std::string>> rows_;
};

/// With so many digits behind the point; "-" for NaN.
std::string fixed(double value, int digits);

} // namespace klamm::bench
