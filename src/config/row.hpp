// One property of the table: what it is called, what it means, where its value lives and how that is read and printed.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/value.hpp"

namespace klamm::config {

/// The four structs, as indexes and as bits of a set.
enum class Kind : unsigned char { client, producer, consumer, admin };
constexpr unsigned kinds = 4;
constexpr unsigned bit(Kind kind) noexcept { return 1U << static_cast<unsigned>(kind); }
std::string_view kind_name(Kind kind) noexcept;

enum class Importance : unsigned char { high, medium, low };
enum class Standing : unsigned char {
  supported,
  ignored, ///< Accepted from files that other clients share; has no effect here.
  refused, ///< Would change what the program relies on, and klamm can't do it.
};

struct Row;

/// How values of one C++ type are read, printed and measured; `value` points to one.
struct ValueType {
  std::string (*describe)(const Row& row); ///< e.g. "duration", or the choices
  std::optional<Invalid> (*parse)(const Row& row, std::string_view text, void* value);
  std::string (*print)(const Row& row, const void* value);            ///< what parse reads; secrets too
  std::optional<double> (*number)(const Row& row, const void* value); ///< in the property's unit, where ranges make sense
  bool secret = false;
};

struct Limits {
  std::optional<double> min;
  std::optional<double> max;
  std::optional<double> also; ///< a single value outside of min…max

  bool contain(double value) const noexcept { return (also && value == *also) || ((!min || value >= *min) && (!max || value <= *max)); }
  std::string text() const; ///< "0…", "1…9 or -1"; empty where everything goes
};

/// Another client's name for the same thing.
struct Alias {
  std::string_view name;
  std::int64_t scale = 1; ///< its unit in ours, e.g. 1024 for …kbytes
};

/// Another client's word for the same value, or what to say of a word that has no meaning here.
struct Word {
  std::string_view text;
  std::string_view meaning;
};

struct Row {
  using Locate = void* (*)(void* config);

  std::string_view name;
  unsigned clients = 0;
  Importance importance = Importance::low;
  Standing standing = Standing::supported;
  std::string_view doc; ///< what it means; of an ignored or refused one: why it is, and what to do instead
  const ValueType* type = nullptr;
  std::array<Locate, kinds> locate{};
  const ValueType* topic_type = nullptr; ///< where the property can be set per topic
  Locate in_topic = nullptr;
  Unit unit = Unit::none;
  Limits limits;
  bool any_case = false;
  std::vector<Alias> aliases;
  std::vector<std::string_view> choices; ///< of texts and lists; enums know theirs
  std::vector<Word> synonyms;
  std::vector<Word> remarks;
  std::string_view difference;            ///< why the default is not Java's
  std::vector<std::string_view> harmless; ///< values of a refused property that ask for nothing

  bool has(Kind kind) const noexcept { return (clients & bit(kind)) != 0; }
  const void* at(Kind kind, const void* config) const { return locate[static_cast<unsigned>(kind)](const_cast<void*>(config)); }
  void* at(Kind kind, void* config) const { return locate[static_cast<unsigned>(kind)](config); }

  // How the table is written: each returns the row itself, changed.
  /// Topics can have their own; `where` says which member it is.
  template <class Where>
  Row& per_topic(Where where);
  Row& alias(std::string_view other, std::int64_t scale = 1) { return aliases.push_back({other, scale}), *this; }
  Row& at_least(double min) { return limits.min = min, *this; }
  Row& between(double min, double max) { return limits.min = min, limits.max = max, *this; }
  Row& or_else(double value) { return limits.also = value, *this; }
  /// The protocol, and Java, have a 32-bit number here.
  Row& in_int32() { return limits.max = 2'147'483'647, *this; }
  Row& in_any_case() { return any_case = true, *this; }
  Row& choice(std::initializer_list<std::string_view> list) { return choices = list, *this; }
  Row& synonym(std::string_view text, std::string_view meaning) { return synonyms.push_back({text, meaning}), *this; }
  Row& remark(std::string_view text, std::string_view hint) { return remarks.push_back({text, hint}), *this; }
  Row& not_as_java(std::string_view why) { return difference = why, *this; }
  Row& unless(std::initializer_list<std::string_view> values) { return harmless = values, *this; }
};

/// The value's canonical word: a synonym replaced, case ignored where it is.
std::string canonical(const Row& row, std::string_view text);
/// What to say where `text` is none of `choices`.
Invalid not_among(const Row& row, std::string_view text, const std::vector<std::string_view>& choices);
/// What the text means for `row`, range checked.
std::optional<Invalid> parse(const Row& row, const ValueType& type, std::string_view text, void* value);
std::optional<Invalid> check_range(const Row& row, const ValueType& type, const void* value);

} // namespace klamm::config
