#include "config/table.hpp"

#include <unordered_map>

namespace klamm::config {

namespace {

Rows all_rows() {
  Rows rows;
  rows.reserve(320);
  add_client_rows(rows);
  add_producer_rows(rows);
  add_consumer_rows(rows);
  add_security_rows(rows);
  add_java_only_rows(rows);
  add_librdkafka_only_rows(rows);
  return rows;
}

std::unordered_map<std::string_view, Found> all_names() {
  std::unordered_map<std::string_view, Found> names;
  for (const Row& row : table()) {
    names.emplace(row.name, Found{&row, 1});
    for (const Alias& alias : row.aliases) names.emplace(alias.name, Found{&row, alias.scale});
  }
  return names;
}

} // namespace

Unit unit_of(std::string_view name) {
  if (name.ends_with(".ms")) return Unit::milliseconds;
  if (name.ends_with(".seconds")) return Unit::seconds;
  if (name.ends_with(".bytes") || name.ends_with(".size") || name == "buffer.memory") return Unit::bytes;
  return Unit::none;
}

const Rows& table() {
  static const Rows rows = all_rows();
  return rows;
}

Found find(std::string_view name) {
  static const std::unordered_map<std::string_view, Found> names = all_names();
  const auto found = names.find(name);
  return found == names.end() ? Found{} : found->second;
}

std::string unknown_hint(std::string_view name) {
  std::vector<std::string_view> candidates;
  for (const Row& row : table()) {
    if (row.standing != Standing::supported) continue;
    candidates.push_back(row.name);
    for (const Alias& alias : row.aliases) candidates.push_back(alias.name);
  }
  const std::string near = nearest(name, candidates);
  return near.empty() ? "docs/configuration.md lists all properties" : "did you mean " + near + "?";
}

} // namespace klamm::config
