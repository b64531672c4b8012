// The command lines of Kafka's own tools: flags in words, with one or two dashes, values behind a blank or '='.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace klamm::cli {

/// A flag of one of Kafka's tools.
struct KafkaFlag {
  enum class Takes : unsigned char { nothing, value, maybe, several };
  std::string_view name; ///< without dashes
  std::string_view value;
  std::string_view help;
  Takes takes = value.empty() ? Takes::nothing : Takes::value;
};

/// A flag that the tool once had, or that is often taken for one of its own: what to say instead.
struct GoneFlag {
  std::string_view name, hint;
};

/// What was said.
class KafkaArguments {
public:
  /// Throws Failure for what is none of `flags`.
  static KafkaArguments parse(const std::vector<std::string>& words, const std::vector<KafkaFlag>& flags,
                              const std::vector<GoneFlag>& gone);

  bool has(std::string_view flag) const { return said_.contains(flag); }
  /// The value; nothing where it was not said, or said without one. Throws Failure where it was said twice.
  std::optional<std::string> value(std::string_view flag) const;
  std::string value_or(std::string_view flag, std::string otherwise) const { return value(flag).value_or(std::move(otherwise)); }
  /// Of all times that it was said.
  std::vector<std::string> values(std::string_view flag) const;
  /// All flags as they were said, with their values.
  const std::vector<std::pair<std::string, std::string>>& in_order() const noexcept { return in_order_; }
  /// Throws Failure for what is no number within these bounds.
  std::optional<std::int64_t> number(std::string_view flag, std::int64_t least, std::int64_t most = INT64_MAX) const;

  /// Throws Failure unless it was said.
  std::string needed(std::string_view flag) const;
  /// Throws Failure where `flag` was said with one of `others`.
  void excludes(std::string_view flag, const std::vector<std::string_view>& others) const;
  /// The one of these that was said. Throws Failure for none or several.
  std::string_view one_of(const std::vector<std::string_view>& actions) const;

private:
  std::map<std::string, std::vector<std::string>, std::less<>> said_;
  std::vector<std::pair<std::string, std::string>> in_order_;
};

} // namespace klamm::cli
