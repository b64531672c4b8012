// How a value of each C++ type that members have is read and printed.
#pragma once

#include <chrono>
#include <limits>
#include <map>
#include <type_traits>

#include "config/row.hpp"
#include "config/spelling.hpp"
#include "klamm/partitioner.hpp"
#include "klamm/secret.hpp"

namespace klamm::config {

/// parse, print and describe of one type; `number` where it has a range.
template <class T>
struct Codec;

template <>
struct Codec<bool> {
  static std::string describe(const Row&) { return "true or false"; }
  static std::optional<Invalid> parse(const Row&, std::string_view text, bool& value) { return parse_boolean(trimmed(text), value); }
  static std::string print(const Row&, bool value) { return value ? "true" : "false"; }
};

template <std::integral T>
struct Codec<T> {
  static std::string describe(const Row& row) { return row.unit == Unit::bytes ? "size in bytes" : "whole number"; }
  static std::optional<Invalid> parse(const Row& row, std::string_view text, T& value) {
    std::int64_t wide = 0;
    if (auto invalid = row.unit == Unit::bytes ? parse_size(trimmed(text), wide) : parse_integer(trimmed(text), wide)) return invalid;
    if (wide < std::numeric_limits<T>::min() || wide > std::numeric_limits<T>::max()) return Invalid{"is out of range", ""};
    value = static_cast<T>(wide);
    return std::nullopt;
  }
  static std::string print(const Row&, T value) { return std::to_string(value); }
  static double number(const Row&, T value) { return static_cast<double>(value); }
};

template <>
struct Codec<double> {
  static std::string describe(const Row&) { return "number"; }
  static std::optional<Invalid> parse(const Row&, std::string_view text, double& value) { return parse_decimal(trimmed(text), value); }
  static std::string print(const Row&, double value) { return print_decimal(value); }
  static double number(const Row&, double value) { return value; }
};

template <class Rep, class Period>
struct Codec<std::chrono::duration<Rep, Period>> {
  using Duration = std::chrono::duration<Rep, Period>;
  static constexpr std::int64_t tick = std::chrono::nanoseconds(Duration(1)).count();

  static std::string describe(const Row& row) { return row.unit == Unit::seconds ? "duration in s" : "duration in ms"; }
  static std::optional<Invalid> parse(const Row& row, std::string_view text, Duration& value) {
    std::int64_t count = 0;
    if (auto invalid = parse_duration(trimmed(text), row.unit, tick, count)) return invalid;
    value = Duration(count);
    return std::nullopt;
  }
  static std::string print(const Row& row, Duration value) { return print_duration(value.count(), row.unit, tick); }
  static double number(const Row& row, Duration value) {
    const double unit = row.unit == Unit::seconds ? 1e9 : 1e6;
    return static_cast<double>(value.count()) * (static_cast<double>(tick) / unit);
  }
};

template <>
struct Codec<std::string> {
  static std::string describe(const Row& row) { return row.choices.empty() ? "text" : "one of"; }
  // Not trimmed, as in Java: a space may be part of a path.
  static std::optional<Invalid> parse(const Row& row, std::string_view text, std::string& value) {
    value = canonical(row, text);
    return std::nullopt;
  }
  static std::string print(const Row&, const std::string& value) { return value; }
};

template <>
struct Codec<Secret> {
  static std::string describe(const Row&) { return "secret text"; }
  static std::optional<Invalid> parse(const Row&, std::string_view text, Secret& value) {
    value = Secret(text);
    return std::nullopt;
  }
  static std::string print(const Row&, const Secret& value) { return std::string(value.reveal()); }
};

template <>
struct Codec<std::vector<std::string>> {
  static std::string describe(const Row&) { return "list"; }
  static std::optional<Invalid> parse(const Row& row, std::string_view text, std::vector<std::string>& value) {
    std::vector<std::string> items = split_list(text);
    for (std::string& item : items) {
      item = canonical(row, item);
      if (row.choices.empty()) continue;
      bool known = false;
      for (const std::string_view choice : row.choices) known = known || choice == item;
      if (!known) return not_among(row, item, row.choices);
    }
    value = std::move(items);
    return std::nullopt;
  }
  static std::string print(const Row&, const std::vector<std::string>& value) { return join(value); }
};

template <>
struct Codec<std::map<std::string, std::string>> {
  static std::string describe(const Row&) { return "list of from=to"; }
  static std::optional<Invalid> parse(const Row&, std::string_view text, std::map<std::string, std::string>& value) {
    std::map<std::string, std::string> entries;
    for (const std::string& item : split_list(text)) {
      const std::size_t equals = item.find('=');
      if (equals == std::string::npos || equals == 0 || equals + 1 == item.size())
        return Invalid{"is not a list of from=to", "kafka1:29092=localhost:9092,…"};
      entries[item.substr(0, equals)] = item.substr(equals + 1);
    }
    value = std::move(entries);
    return std::nullopt;
  }
  static std::string print(const Row&, const std::map<std::string, std::string>& value) {
    std::vector<std::string> items;
    for (const auto& [from, to] : value) items.push_back(from + "=" + to);
    return join(items);
  }
};

template <class E>
  requires std::is_enum_v<E>
struct Codec<E> {
  static std::vector<std::string_view> choices() {
    std::vector<std::string_view> words;
    std::vector<E> said;
    for (const auto& spelling : Spellings<E>::all) {
      bool again = false;
      for (const E value : said) again = again || value == spelling.value;
      if (!again) words.push_back(spelling.text), said.push_back(spelling.value);
    }
    return words;
  }
  static std::string describe(const Row&) {
    std::string text;
    for (const std::string_view word : choices()) text.append(text.empty() ? "" : ", ").append(word);
    return text;
  }
  static std::optional<Invalid> parse(const Row& row, std::string_view text, E& value) {
    const std::string word = canonical(row, trimmed(text));
    for (const auto& spelling : Spellings<E>::all) {
      if (spelling.text != word) continue;
      value = spelling.value;
      return std::nullopt;
    }
    return not_among(row, trimmed(text), choices());
  }
  static std::string print(const Row&, E value) {
    for (const auto& spelling : Spellings<E>::all)
      if (spelling.value == value) return std::string(spelling.text);
    return std::to_string(static_cast<long long>(value));
  }
};

template <class E>
  requires std::is_enum_v<E>
struct Codec<std::vector<E>> {
  static std::string describe(const Row& row) { return "list of " + Codec<E>::describe(row); }
  static std::optional<Invalid> parse(const Row& row, std::string_view text, std::vector<E>& value) {
    std::vector<E> values;
    for (const std::string& item : split_list(text))
      if (auto invalid = Codec<E>::parse(row, item, values.emplace_back())) return invalid;
    value = std::move(values);
    return std::nullopt;
  }
  static std::string print(const Row& row, const std::vector<E>& value) {
    std::vector<std::string> items;
    for (const E item : value) items.push_back(Codec<E>::print(row, item));
    return join(items);
  }
};

template <>
struct Codec<AutoOffsetReset> {
  using Kind = AutoOffsetReset::Kind;
  static constexpr std::string_view prefix = "by_duration:";

  static std::string describe(const Row& row) { return Codec<Kind>::describe(row); }
  static std::optional<Invalid> parse(const Row& row, std::string_view text, AutoOffsetReset& value) {
    text = trimmed(text);
    if (!text.starts_with(prefix)) {
      AutoOffsetReset plain;
      if (auto invalid = Codec<Kind>::parse(row, text, plain.kind)) return invalid;
      if (plain.kind == Kind::by_duration) return Invalid{"has no duration", "by_duration:PT1H, by_duration:P7D, by_duration:90m"};
      value = plain;
      return std::nullopt;
    }
    std::int64_t count = 0;
    if (auto invalid = parse_duration(text.substr(prefix.size()), Unit::milliseconds, 1, count)) return invalid;
    if (count < 0) return Invalid{"lies in the future", "a duration that is not negative, e.g. by_duration:PT1H"};
    value = AutoOffsetReset::by_duration(std::chrono::nanoseconds(count));
    return std::nullopt;
  }
  static std::string print(const Row& row, const AutoOffsetReset& value) {
    if (value.kind != Kind::by_duration) return Codec<Kind>::print(row, value.kind);
    return std::string(prefix) + "PT" + print_duration(value.age.count(), Unit::seconds, 1) + "S";
  }
};

/// By name; a function has none, and is kept where it is.
template <>
struct Codec<Partitioner> {
  static constexpr std::string_view function_text = "(a function)";

  static std::string describe(const Row& row) { return Codec<PartitionerKind>::describe(row); }
  static std::optional<Invalid> parse(const Row& row, std::string_view text, Partitioner& value) {
    if (value.function() && text == function_text) return std::nullopt;
    PartitionerKind kind{};
    if (auto invalid = Codec<PartitionerKind>::parse(row, text, kind)) return invalid;
    value = kind;
    return std::nullopt;
  }
  static std::string print(const Row& row, const Partitioner& value) {
    return value.function() ? std::string(function_text) : Codec<PartitionerKind>::print(row, value.kind());
  }
};

/// Unset where empty.
template <class T>
struct Codec<std::optional<T>> {
  static std::string describe(const Row& row) { return Codec<T>::describe(row); }
  static std::optional<Invalid> parse(const Row& row, std::string_view text, std::optional<T>& value) {
    if (trimmed(text).empty()) return value.reset(), std::nullopt;
    if (!value) value.emplace();
    return Codec<T>::parse(row, text, *value);
  }
  static std::string print(const Row& row, const std::optional<T>& value) { return value ? Codec<T>::print(row, *value) : std::string(); }
  static std::optional<double> number(const Row& row, const std::optional<T>& value)
    requires requires(const T& inner) { Codec<T>::number(row, inner); }
  {
    return value ? std::optional<double>(Codec<T>::number(row, *value)) : std::nullopt;
  }
};

template <class T>
const ValueType& type_of() {
  static const ValueType type{
      &Codec<T>::describe,
      [](const Row& row, std::string_view text, void* value) { return Codec<T>::parse(row, text, *static_cast<T*>(value)); },
      [](const Row& row, const void* value) { return Codec<T>::print(row, *static_cast<const T*>(value)); },
      [](const Row& row, const void* value) -> std::optional<double> {
        if constexpr (requires { Codec<T>::number(row, *static_cast<const T*>(value)); })
          return Codec<T>::number(row, *static_cast<const T*>(value));
        else return std::nullopt;
      },
      std::is_same_v<T, Secret>,
  };
  return type;
}

} // namespace klamm::config
