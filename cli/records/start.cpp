#include "cli/records/start.hpp"

#include <array>
#include <charconv>
#include <chrono>
#include <limits>

#include "cli/frame/failure.hpp"

namespace klamm::cli {
namespace {

std::optional<std::int64_t> number(std::string_view text) {
  std::int64_t value = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || read.ec != std::errc() || read.ptr != text.data() + text.size()) return {};
  return value;
}

// Reads exactly `count` digits.
std::optional<int> digits(std::string_view& text, std::size_t count) {
  if (text.size() < count || text.substr(0, count).find_first_not_of("0123456789") != std::string_view::npos) return {};
  const auto value = number(text.substr(0, count));
  text.remove_prefix(count);
  return static_cast<int>(*value);
}

bool take(std::string_view& text, char c) {
  if (text.empty() || text.front() != c) return false;
  text.remove_prefix(1);
  return true;
}

// 90m, 1h30m, 2d: in milliseconds.
std::optional<std::int64_t> duration(std::string_view text) {
  static constexpr std::array<std::pair<std::string_view, std::int64_t>, 6> units{
      {{"w", 604'800'000}, {"d", 86'400'000}, {"h", 3'600'000}, {"m", 60'000}, {"s", 1'000}, {"ms", 1}}};
  constexpr std::int64_t longest = std::int64_t{1} << 52;
  std::int64_t sum = 0;
  if (text.empty()) return {};
  while (!text.empty()) {
    const std::size_t unit_at = std::min(text.find_first_not_of("0123456789"), text.size());
    const std::size_t end = std::min(text.find_first_of("0123456789", unit_at), text.size());
    const auto count = number(text.substr(0, unit_at));
    const std::string_view name = text.substr(unit_at, end - unit_at);
    std::int64_t unit = 0;
    for (const auto& [known, size] : units)
      if (name == known) unit = size;
    if (!count || unit == 0 || *count > longest / unit || (sum += *count * unit) > longest) return {};
    text.remove_prefix(end);
  }
  return sum;
}

// The part of a time of day behind the T, in milliseconds, with its time zone taken off.
std::optional<std::int64_t> time_of_day(std::string_view text) {
  const auto hours = digits(text, 2);
  if (!hours || !take(text, ':')) return {};
  const auto minutes = digits(text, 2);
  if (!minutes || *hours > 23 || *minutes > 59) return {};
  std::int64_t sum = (*hours * 60 + *minutes) * std::int64_t{60'000};
  if (take(text, ':')) {
    const auto seconds = digits(text, 2);
    if (!seconds || *seconds > 60) return {};
    sum += *seconds * 1000;
    if (take(text, '.')) {
      const auto thousandths = digits(text, 3);
      if (!thousandths) return {};
      sum += *thousandths;
    }
  }
  if (text.empty() || text == "Z") return sum;
  const std::int64_t sign = text.front() == '-' ? -1 : 1;
  if (!take(text, '+') && !take(text, '-')) return {};
  const auto zone_hours = digits(text, 2);
  take(text, ':');
  const auto zone_minutes = digits(text, 2);
  if (!zone_hours || !zone_minutes || !text.empty()) return {};
  return sum - sign * (*zone_hours * 60 + *zone_minutes) * 60'000;
}

std::optional<Timestamp> date(std::string_view text) {
  const auto year = digits(text, 4);
  if (!year || !take(text, '-')) return {};
  const auto month = digits(text, 2);
  if (!month || !take(text, '-')) return {};
  const auto day = digits(text, 2);
  if (!day) return {};
  const std::chrono::year_month_day when{std::chrono::year(*year), std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!when.ok()) return {};
  const std::int64_t midnight = std::chrono::milliseconds(std::chrono::sys_days(when).time_since_epoch()).count();
  if (text.empty()) return midnight;
  if (!take(text, 'T') && !take(text, ' ')) return {};
  const auto rest = time_of_day(text);
  if (!rest) return {};
  return midnight + *rest;
}

[[noreturn]] void no_time(const std::string& text) {
  usage_error("'" + text + "' is no time", "milliseconds since 1970, 2026-11-20, 2026-11-20T18:30:00Z, or -1h (an hour ago; w d h m s ms)");
}

Start parse_start(const std::string& text, Timestamp now) {
  if (text == "beginning" || text == "earliest" || text == "start") return {Start::At::beginning};
  if (text == "end" || text == "latest") return {Start::At::end};
  if (text == "stored") return {Start::At::stored};
  if (text.starts_with("s@")) {
    const auto time = parse_time(std::string_view(text).substr(2), now);
    if (!time) no_time(text.substr(2));
    return {Start::At::time, *time};
  }
  const auto value = number(text);
  if (value && *value == std::numeric_limits<std::int64_t>::min()) usage_error("-o " + text + " is out of range");
  if (value) return *value < 0 ? Start{Start::At::from_end, -*value} : Start{Start::At::offset, *value};
  if (const auto time = parse_time(text, now)) return {Start::At::time, *time};
  usage_error("-o " + text + " is no offset", "beginning, end, stored, N, -N (from the end), s@TIME, e@TIME (stop there), 2026-11-20, -1h");
}

} // namespace

Timestamp wall_now() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

std::optional<std::int64_t> parse_duration(std::string_view text) {
  if (const auto milliseconds = number(text)) return *milliseconds >= 0 ? milliseconds : std::nullopt;
  return duration(text);
}

std::optional<Timestamp> parse_time(std::string_view text, Timestamp now) {
  if (const auto milliseconds = number(text)) return *milliseconds >= 0 ? milliseconds : std::nullopt;
  if (text == "now") return now;
  if (!text.empty() && text.front() == '-') {
    const auto ago = duration(text.substr(1));
    if (!ago) return {};
    return now > *ago ? now - *ago : 0;
  }
  return date(text);
}

Range parse_range(const std::vector<std::string>& said, Timestamp now) {
  Range range;
  for (const std::string& text : said) {
    if (text.starts_with("e@")) {
      range.stop = parse_time(std::string_view(text).substr(2), now);
      if (!range.stop) no_time(text.substr(2));
    } else {
      range.start = parse_start(text, now);
    }
  }
  return range;
}

} // namespace klamm::cli
