// What commands list, in every form of -o: table, wide, json, ndjson, csv.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "cli/output/sink.hpp"

namespace klamm::cli {

enum class OutputForm : unsigned char { table, wide, json, ndjson, csv };

/// Throws Failure with the forms that there are.
OutputForm parse_output_form(const std::string& name);

/// One thing in a row: nothing, a number, a truth, a text, a list of numbers (as of brokers).
using Cell = std::variant<std::monostate, std::int64_t, double, bool, std::string, std::vector<std::int32_t>>;

struct Column {
  std::string name;  ///< as JSON and CSV have it: snake_case; a table shows it in capitals
  bool wide = false; ///< not in a plain table
};

class Table {
public:
  explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

  void add(std::vector<Cell> row) { rows_.push_back(std::move(row)); }
  std::size_t size() const noexcept { return rows_.size(); }

  void print(Sink& out, OutputForm form) const;

private:
  void print_table(Sink& out, bool wide) const;
  void print_json(Sink& out, bool one_a_line) const;
  void print_csv(Sink& out) const;

  std::vector<Column> columns_;
  std::vector<std::vector<Cell>> rows_;
};

} // namespace klamm::cli
