#include "cli/output/table.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>

#include "cli/format/encoding.hpp"
#include "cli/frame/close_names.hpp"
#include "cli/frame/failure.hpp"

namespace klamm::cli {
namespace {

std::string join(const std::vector<std::int32_t>& list) {
  std::string text;
  for (const std::int32_t one : list) text += (text.empty() ? "" : ",") + std::to_string(one);
  return text;
}

struct AsText {
  std::string operator()(std::monostate) const { return ""; }
  std::string operator()(std::int64_t number) const { return std::to_string(number); }
  std::string operator()(double number) const { // 12.5, 2000000: as JSON has it, and without an exponent
    std::array<char, 512> text{};
    return {text.data(), std::to_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed).ptr};
  }
  std::string operator()(bool truth) const { return truth ? "true" : "false"; }
  std::string operator()(const std::string& text) const { return text; }
  std::string operator()(const std::vector<std::int32_t>& list) const { return join(list); }
};

// How wide a terminal shows it: characters, not bytes.
std::size_t width(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xc0) != 0x80; }));
}

std::string table_text(const Cell& cell) {
  std::string text = std::visit(AsText(), cell);
  if (text.empty()) text = "-";
  for (char& c : text)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = '?'; // what comes from outside doesn't steer the terminal
  return text;
}

void append_json(Sink& out, const Cell& cell) {
  if (const auto* text = std::get_if<std::string>(&cell)) return append_json_string(out, *text);
  if (const auto* list = std::get_if<std::vector<std::int32_t>>(&cell)) {
    out.append('[');
    out.append(join(*list));
    return out.append(']');
  }
  out.append(std::holds_alternative<std::monostate>(cell) ? "null" : std::visit(AsText(), cell));
}

std::string csv_text(std::string text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string out = "\"";
  for (const char c : text) out += c == '"' ? std::string("\"\"") : std::string(1, c);
  return out + '"';
}

} // namespace

OutputForm parse_output_form(const std::string& name) {
  static const std::vector<std::string> names{"table", "wide", "json", "ndjson", "csv"};
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) {
    const std::string close = did_you_mean(name, names);
    usage_error("there is no output form '" + name + "'", close.empty() ? "there are table, wide, json, ndjson and csv" : close);
  }
  return static_cast<OutputForm>(found - names.begin());
}

void Table::print(Sink& out, OutputForm form) const {
  switch (form) {
    case OutputForm::table:
    case OutputForm::wide: return print_table(out, form == OutputForm::wide);
    case OutputForm::json:
    case OutputForm::ndjson: return print_json(out, form == OutputForm::ndjson);
    case OutputForm::csv: return print_csv(out);
  }
}

void Table::print_table(Sink& out, bool wide) const {
  std::vector<std::vector<std::string>> lines(1);
  std::vector<std::size_t> shown;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    if (columns_[i].wide && !wide) continue;
    shown.push_back(i);
    std::string title = columns_[i].name;
    for (char& c : title) c = c == '_' ? '-' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    lines[0].push_back(std::move(title));
  }
  for (const auto& row : rows_) {
    auto& line = lines.emplace_back();
    for (const std::size_t i : shown) line.push_back(table_text(row[i]));
  }
  std::vector<std::size_t> widths(shown.size());
  for (const auto& line : lines)
    for (std::size_t i = 0; i < line.size(); ++i) widths[i] = std::max(widths[i], width(line[i]));
  for (const auto& line : lines) {
    for (std::size_t i = 0; i < line.size(); ++i) {
      out.append(line[i]);
      if (i + 1 < line.size()) out.append(std::string(widths[i] - width(line[i]) + 2, ' '));
    }
    out.append('\n');
  }
}

void Table::print_json(Sink& out, bool one_a_line) const {
  if (!one_a_line) out.append('[');
  for (std::size_t r = 0; r < rows_.size(); ++r) {
    if (!one_a_line) out.append(r == 0 ? "\n  " : ",\n  ");
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      out.append(i == 0 ? '{' : ',');
      append_json_string(out, columns_[i].name);
      out.append(':');
      append_json(out, rows_[r][i]);
    }
    out.append('}');
    if (one_a_line) out.append('\n');
  }
  if (!one_a_line) out.append(rows_.empty() ? "]\n" : "\n]\n");
}

void Table::print_csv(Sink& out) const {
  for (std::size_t i = 0; i < columns_.size(); ++i) out.append((i == 0 ? "" : ",") + columns_[i].name);
  out.append('\n');
  for (const auto& row : rows_) {
    for (std::size_t i = 0; i < row.size(); ++i) out.append((i == 0 ? "" : ",") + csv_text(std::visit(AsText(), row[i])));
    out.append('\n');
  }
}

} // namespace klamm::cli
