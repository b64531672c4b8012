#include "config/value.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

#include "base/text.hpp"

namespace klamm::config {

namespace {

constexpr std::int64_t largest = std::numeric_limits<std::int64_t>::max();

bool is_digit(char c) { return c >= '0' && c <= '9'; }

struct Suffix {
  std::string_view text;
  std::int64_t factor;
};
constexpr std::array<Suffix, 7> durations{{{"ns", 1},
                                           {"us", 1'000},
                                           {"ms", 1'000'000},
                                           {"s", 1'000'000'000},
                                           {"m", 60'000'000'000},
                                           {"h", 3'600'000'000'000},
                                           {"d", 86'400'000'000'000}}};
constexpr std::array<Suffix, 8> sizes{{{"B", 1},
                                       {"KiB", 1LL << 10},
                                       {"MiB", 1LL << 20},
                                       {"GiB", 1LL << 30},
                                       {"kB", 1'000},
                                       {"KB", 1'000},
                                       {"MB", 1'000'000},
                                       {"GB", 1'000'000'000}}};

template <std::size_t N>
std::optional<std::int64_t> factor_of(std::string_view suffix, const std::array<Suffix, N>& among) {
  const auto found = std::find_if(among.begin(), among.end(), [&](const Suffix& s) { return s.text == suffix; });
  return found == among.end() ? std::nullopt : std::optional(found->factor);
}

/// Digits with at most four decimals: `whole` and `fraction` / 10'000.
struct Amount {
  bool negative = false;
  std::int64_t whole = 0;
  std::int64_t fraction = 0;
};

/// Takes an amount from the front of `text`; what follows it stays there.
std::optional<Amount> take_amount(std::string_view& text) {
  Amount amount;
  if (!text.empty() && (text.front() == '-' || text.front() == '+')) {
    amount.negative = text.front() == '-';
    text.remove_prefix(1);
  }
  if (text.empty() || !is_digit(text.front())) return std::nullopt;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), amount.whole);
  if (error != std::errc()) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  if (text.empty() || text.front() != '.') return amount;
  text.remove_prefix(1);
  std::int64_t place = 1'000;
  for (; !text.empty() && is_digit(text.front()); text.remove_prefix(1), place /= 10) {
    if (place == 0 && text.front() != '0') return std::nullopt;
    amount.fraction += place * (text.front() - '0');
  }
  return amount;
}

/// The amount times `factor` nanoseconds, in ticks; nothing where it overflows, or lies between two ticks (then `*finer` is set).
std::optional<std::int64_t> in_ticks(const Amount& amount, std::int64_t factor, std::int64_t tick, bool* finer = nullptr) {
  const auto between_ticks = [finer] {
    if (finer) *finer = true;
    return std::nullopt;
  };
  // A fraction of a day still fits: 10^4 * 8.64 * 10^13 < 2^63.
  const std::int64_t fraction = amount.fraction * factor / 10'000;
  std::int64_t count = 0;
  if (factor >= tick) {
    if (amount.whole > largest / (factor / tick)) return std::nullopt;
    count = amount.whole * (factor / tick);
  } else {
    if (amount.whole % (tick / factor) != 0) return between_ticks();
    count = amount.whole / (tick / factor);
  }
  if (fraction % tick != 0 || amount.fraction * factor % 10'000 != 0) return between_ticks();
  if (count > largest - fraction / tick) return std::nullopt;
  count += fraction / tick;
  return amount.negative ? -count : count;
}

Invalid no_duration(Unit unit) {
  const std::string plain = unit == Unit::seconds ? "seconds" : "milliseconds";
  return {"is not a duration", "a number of " + plain + ", or one with a unit: 500us, 5ms, 2s, 1m, 1h, 7d"};
}

/// PnDTnHnMnS, the rest after the P; adds up in ticks.
std::optional<std::int64_t> iso_duration(std::string_view text, std::int64_t tick) {
  std::int64_t total = 0;
  bool in_time = false, any = false;
  while (!text.empty()) {
    if (text.front() == 'T' && !in_time) {
      in_time = true;
      text.remove_prefix(1);
      continue;
    }
    const std::optional<Amount> amount = take_amount(text);
    if (!amount || text.empty()) return std::nullopt;
    const char letter = text.front();
    text.remove_prefix(1);
    const std::string_view suffix = !in_time        ? (letter == 'D' ? "d" : "")
                                    : letter == 'H' ? "h"
                                    : letter == 'M' ? "m"
                                    : letter == 'S' ? "s"
                                                    : "";
    const std::optional<std::int64_t> factor = factor_of(suffix, durations);
    if (!factor) return std::nullopt;
    const std::optional<std::int64_t> part = in_ticks(*amount, *factor, tick);
    if (!part || (*part > 0 && total > largest - *part) || (*part < 0 && total < -largest - *part)) return std::nullopt;
    total += *part;
    any = true;
  }
  return any ? std::optional(total) : std::nullopt;
}

} // namespace

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

std::vector<std::string> split_list(std::string_view text) {
  std::vector<std::string> items;
  while (!text.empty()) {
    const std::size_t comma = text.find(',');
    const std::string_view item = trimmed(text.substr(0, comma));
    if (!item.empty()) items.emplace_back(item);
    text = comma == std::string_view::npos ? std::string_view() : text.substr(comma + 1);
  }
  return items;
}

std::string join(const std::vector<std::string>& items, std::string_view separator) {
  std::string out;
  for (const std::string& item : items) out.append(out.empty() ? "" : separator).append(item);
  return out;
}

std::optional<Invalid> parse_integer(std::string_view text, std::int64_t& into) {
  if (text.starts_with("+")) text.remove_prefix(1);
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), into);
  if (error == std::errc() && end == text.data() + text.size()) return std::nullopt;
  return Invalid{error == std::errc::result_out_of_range ? "is out of range" : "is not a whole number", ""};
}

std::optional<Invalid> parse_decimal(std::string_view text, double& into) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), into);
  if (error == std::errc() && end == text.data() + text.size()) return std::nullopt;
  return Invalid{"is not a number", ""};
}

std::optional<Invalid> parse_boolean(std::string_view text, bool& into) {
  const std::string word = lower(text); // as Java does
  if (word != "true" && word != "false") return Invalid{"is neither true nor false", "true or false"};
  into = word == "true";
  return std::nullopt;
}

std::optional<Invalid> parse_size(std::string_view text, std::int64_t& into) {
  const Invalid invalid{"is not a size",
                        "a number of bytes, or one with a unit: 64KiB, 16MiB, 1GiB (powers of 1024), 64kB, 16MB, 1GB (powers of 1000)"};
  std::optional<Amount> amount = take_amount(text);
  const std::optional<std::int64_t> factor = trimmed(text).empty() ? 1 : factor_of(trimmed(text), sizes);
  if (!amount || !factor) return invalid;
  const std::optional<std::int64_t> bytes = in_ticks(*amount, *factor, 1);
  if (!bytes) return invalid;
  into = *bytes;
  return std::nullopt;
}

std::optional<Invalid> parse_duration(std::string_view text, Unit unit, std::int64_t tick, std::int64_t& into) {
  std::optional<std::int64_t> count;
  bool finer = false;
  if (text.starts_with("P")) {
    count = iso_duration(text.substr(1), tick);
    if (!count) return no_duration(unit);
  } else {
    const std::optional<Amount> amount = take_amount(text);
    const std::string_view suffix = trimmed(text);
    const std::optional<std::int64_t> factor =
        suffix.empty() ? (unit == Unit::seconds ? 1'000'000'000 : 1'000'000) : factor_of(suffix, durations);
    if (!amount || !factor) return no_duration(unit);
    count = in_ticks(*amount, *factor, tick, &finer);
  }
  if (!count && finer)
    return Invalid{"is finer than this setting can be", tick == 1'000'000'000 ? "whole seconds"
                                                        : tick == 1'000       ? "whole microseconds"
                                                                              : "whole milliseconds"};
  if (!count) return Invalid{"is out of range", ""};
  into = *count;
  return std::nullopt;
}

std::string print_duration(std::int64_t count, Unit unit, std::int64_t tick) {
  const std::int64_t per_unit = (unit == Unit::seconds ? 1'000'000'000 : 1'000'000) / tick;
  if (per_unit <= 1) return std::to_string(count);
  std::string text = (count < 0 ? "-" : "") + std::to_string(std::abs(count / per_unit));
  std::string decimals;
  for (std::int64_t rest = std::abs(count % per_unit), place = per_unit / 10; rest > 0; rest %= place, place /= 10)
    decimals += static_cast<char>('0' + rest / place);
  return decimals.empty() ? text : text + "." + decimals;
}

std::string print_decimal(double value) {
  std::array<char, 32> text{};
  const auto [end, error] = std::to_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() ? std::string(text.data(), end) : std::string();
}

std::string nearest(std::string_view text, const std::vector<std::string_view>& candidates) {
  const std::string wanted = lower(text);
  const std::size_t enough = std::max<std::size_t>(1, wanted.size() / 3);
  std::size_t best = std::min<std::size_t>(enough, 6) + 1;
  std::string_view found;
  for (const std::string_view candidate : candidates) {
    // A name without its unit, "linger" for "linger.ms".
    if (!wanted.empty() && best > 1 && candidate.starts_with(wanted + ".")) best = 1, found = candidate;
    // The lengths alone already tell most of them apart.
    if (std::max(candidate.size(), wanted.size()) - std::min(candidate.size(), wanted.size()) >= best) continue;
    const std::size_t distance = edit_distance(wanted, lower(candidate));
    if (distance < best) best = distance, found = candidate;
  }
  return std::string(found);
}

} // namespace klamm::config
