// What the table says in words, for a terminal: list, help, dump.
#include <algorithm>

#include "config/checks.hpp"
#include "config/describe.hpp"
#include "config/overlay.hpp"

namespace klamm {

namespace config {

std::string who_has(const Row& row) {
  if (row.has(Kind::client)) return "all clients";
  std::string out;
  for (const Kind kind : {Kind::producer, Kind::consumer, Kind::admin})
    if (row.has(kind)) out.append(out.empty() ? "" : ", ").append(kind_name(kind));
  return out;
}

std::string_view importance_name(Importance importance) noexcept {
  switch (importance) {
    case Importance::high: return "high";
    case Importance::medium: return "medium";
    case Importance::low: return "low";
  }
  return "?";
}

std::string shown_default(const Row& row) {
  for (const Kind kind : {Kind::client, Kind::producer, Kind::consumer, Kind::admin}) {
    if (!row.has(kind)) continue;
    if (kind != Kind::producer) return default_text(row, kind);
    ProducerConfig producer;
    expand(producer);
    return value_text(row, kind, &producer);
  }
  return {};
}

std::string values(const Row& row) {
  std::string out;
  if (row.choices.empty()) {
    out = row.type->describe(row);
  } else {
    for (const std::string_view choice : row.choices) out.append(out.empty() ? "list of " : ", ").append(choice);
  }
  const std::string range = row.limits.text();
  return range.empty() ? out : out + ", " + range;
}

namespace {

std::string escaped_value(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\n') out += "\\n";
    else if (c == '\r') out += "\\r";
    else if (c == '\t') out += "\\t";
    else if (c == '\\' || (c == ' ' && out.empty())) out.append("\\").append(1, c);
    else out += c;
  }
  return out;
}

/// One line of a dump; a comment where the property is unset, since an empty value may mean something else.
std::string dump_line(const Row& row, const std::string& name, const ValueType& type, const void* value, bool unset_by_default) {
  const std::string text = type.print(row, value);
  if (type.secret) return (text.empty() ? "# " + name + "=" : name + "=[hidden]") + "\n";
  if (text.empty() && unset_by_default) return "# " + name + "=\n";
  return name + "=" + escaped_value(text) + "\n";
}

template <class Config>
std::string dump(const Config& config) {
  constexpr Kind kind = kind_of<Config>;
  std::string out;
  for (const Row& row : table())
    if (row.standing == Standing::supported && row.has(kind))
      out += dump_line(row, std::string(row.name), *row.type, row.at(kind, &config), default_text(row, kind).empty());
  return out;
}

} // namespace

} // namespace config

std::string config_dump(const ClientConfig& config) { return config::dump(config); }
std::string config_dump(const ConsumerConfig& config) { return config::dump(config); }
std::string config_dump(const AdminConfig& config) { return config::dump(config); }

std::string config_dump(const ProducerConfig& config) {
  ProducerConfig expanded = config;
  config::expand(expanded);
  std::string out = config::dump(expanded);
  for (auto& [topic, settings] : expanded.topics) {
    for (const config::Row& row : config::table()) {
      if (!row.in_topic) continue;
      const void* value = row.in_topic(&settings);
      if (!row.topic_type->print(row, value).empty())
        out += config::dump_line(row, "topic." + topic + "." + std::string(row.name), *row.topic_type, value, true);
    }
  }
  return out;
}

std::string config_list() {
  std::size_t width = 0;
  for (const config::Row& row : config::table())
    if (row.standing == config::Standing::supported) width = std::max(width, row.name.size());
  std::string out;
  for (const config::Row& row : config::table()) {
    if (row.standing != config::Standing::supported) continue;
    const std::string value = config::shown_default(row);
    out += std::string(row.name) + std::string(width - row.name.size() + 2, ' ') + "[" + (value.empty() ? "unset" : value) + "]  " +
           std::string(row.doc) + "\n";
  }
  return out;
}

Result<std::string> config_help(std::string_view name) {
  const config::Found found = config::find(name);
  if (!found.row) return Error(ErrorCode::config_unknown, "unknown property " + std::string(name), config::unknown_hint(name));
  const config::Row& row = *found.row;
  if (row.standing != config::Standing::supported)
    return std::string(name) +
           (row.standing == config::Standing::ignored ? " is accepted and has no effect.\n  " : " can't be set in klamm.\n  ") +
           std::string(row.doc) + "\n";
  std::string out =
      std::string(row.name) + " (" + config::who_has(row) + "; importance " + std::string(config::importance_name(row.importance)) + ")\n";
  out += "  " + std::string(row.doc) + "\n";
  out += "  values: " + config::values(row) + "\n";
  const std::string value = config::shown_default(row);
  out +=
      "  default: " + (value.empty() ? "unset" : value) + (row.difference.empty() ? "" : " (" + std::string(row.difference) + ")") + "\n";
  if (row.in_topic) out += "  per topic: topic.NAME." + std::string(row.name) + "\n";
  for (const config::Alias& alias : row.aliases)
    out += "  also: " + std::string(alias.name) + (alias.scale == 1 ? "" : " (in units of " + std::to_string(alias.scale) + ")") + "\n";
  return out;
}

} // namespace klamm
