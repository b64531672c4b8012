#include "config/row.hpp"

#include <algorithm>

namespace klamm::config {

std::string_view kind_name(Kind kind) noexcept {
  switch (kind) {
    case Kind::client: return "client";
    case Kind::producer: return "producer";
    case Kind::consumer: return "consumer";
    case Kind::admin: return "admin";
  }
  return "?";
}

std::string Limits::text() const {
  std::string out;
  if (min && max) out = print_decimal(*min) + "…" + print_decimal(*max);
  else if (min) out = print_decimal(*min) + "…";
  else if (max) out = "…" + print_decimal(*max);
  if (also) out += " or " + print_decimal(*also);
  return out;
}

std::string canonical(const Row& row, std::string_view text) {
  for (const Word& word : row.synonyms)
    if (word.text == text) return std::string(word.meaning);
  return row.any_case ? lower(text) : std::string(text);
}

namespace {

std::string_view after_last_dot(std::string_view name) { return name.substr(name.rfind('.') + 1); }

/// The choice or synonym that was meant; of class names only the last part counts.
std::string meant(const Row& row, std::string_view text, const std::vector<std::string_view>& choices) {
  std::vector<std::string_view> candidates = choices;
  for (const Word& word : row.synonyms) candidates.push_back(word.text);
  std::string found = nearest(text, candidates);
  if (!found.empty() || text.find('.') == std::string_view::npos) return found;
  for (const std::string_view candidate : candidates)
    if (!nearest(after_last_dot(text), {after_last_dot(candidate)}).empty()) return std::string(candidate);
  return found;
}

std::string one_of(const std::vector<std::string_view>& choices) {
  std::string out;
  for (std::size_t i = 0; i < choices.size(); ++i) {
    const bool last = i + 1 == choices.size();
    out.append(i == 0 ? "" : last ? " or " : ", ").append(choices[i]);
  }
  return out;
}

} // namespace

Invalid not_among(const Row& row, std::string_view text, const std::vector<std::string_view>& choices) {
  for (const Word& word : row.remarks)
    if (lower(word.text) == lower(text)) return {"is not a value Kafka knows", std::string(word.meaning)};
  Invalid invalid{"is not a value Kafka knows", one_of(choices)};
  if (const std::string near = meant(row, text, choices); !near.empty()) invalid.hint += "; did you mean " + near + "?";
  return invalid;
}

std::optional<Invalid> parse(const Row& row, const ValueType& type, std::string_view text, void* value) {
  if (std::optional<Invalid> invalid = type.parse(row, text, value)) {
    if (invalid->hint.empty()) invalid->hint = row.limits.text();
    return invalid;
  }
  return check_range(row, type, value);
}

std::optional<Invalid> check_range(const Row& row, const ValueType& type, const void* value) {
  const std::optional<double> number = type.number(row, value);
  if (!number || row.limits.contain(*number)) return std::nullopt;
  return Invalid{"is out of range", row.limits.text()};
}

} // namespace klamm::config
