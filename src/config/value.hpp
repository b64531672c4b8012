// How the value of a property is written: durations, sizes, numbers, booleans, lists. Pure functions.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.hpp"

namespace klamm::config {

/// Why a text is not a value: completes "NAME=TEXT …", and what would be one.
struct Invalid {
  std::string reason;
  std::string hint;
};

/// What a plain number means, and which suffixes it may have.
enum class Unit : unsigned char { none, milliseconds, seconds, bytes };

std::string lower(std::string_view text);
/// The items between commas, trimmed, without empty ones.
std::vector<std::string> split_list(std::string_view text);
std::string join(const std::vector<std::string>& items, std::string_view separator = ",");

std::optional<Invalid> parse_integer(std::string_view text, std::int64_t& into);
std::optional<Invalid> parse_decimal(std::string_view text, double& into);
std::optional<Invalid> parse_boolean(std::string_view text, bool& into);
/// 16384, 16KiB, 16MiB, 1GiB (powers of 1024), 16kB, 16MB, 1GB (powers of 1000).
std::optional<Invalid> parse_size(std::string_view text, std::int64_t& into);
/// 5, 0.5 (in `unit`), 500us, 5ms, 2s, 1m, 1h, 7d, PT1H30M; as a count of `tick` nanoseconds.
std::optional<Invalid> parse_duration(std::string_view text, Unit unit, std::int64_t tick, std::int64_t& into);

/// The count of `tick` nanoseconds as a plain number of `unit`, with decimals where needed.
std::string print_duration(std::int64_t count, Unit unit, std::int64_t tick);
std::string print_decimal(double value);

/// Which of `candidates` was probably meant by `text`; empty where none is near.
std::string nearest(std::string_view text, const std::vector<std::string_view>& candidates);

} // namespace klamm::config
