// Version ranges of messages and fields, and what else a field list says of a field.
#pragma once

#include <cstdint>
#include <limits>

namespace klamm::wire {

struct Field;

/// The versions `first`…`last`, both included; empty when last < first.
struct Versions {
  std::int16_t first = 0;
  std::int16_t last = -1;

  constexpr bool contains(std::int16_t version) const noexcept { return first <= version && version <= last; }
  constexpr bool empty() const noexcept { return last < first; }
  /// The highest version in both ranges, or -1.
  constexpr std::int16_t highest_common(Versions other) const noexcept {
    const std::int16_t low = first > other.first ? first : other.first;
    const std::int16_t high = last < other.last ? last : other.last;
    return low <= high ? high : std::int16_t{-1};
  }
  constexpr bool operator==(const Versions&) const = default;

  // The rest of a field's description follows its versions: since(3).nullable().
  constexpr Field nullable() const noexcept;
  constexpr Field nullable(Versions when) const noexcept;
  constexpr Field tag(std::int16_t number) const noexcept;
  constexpr Field tag(std::int16_t number, Versions when) const noexcept;
  constexpr Field ignorable() const noexcept;
  constexpr Field secret() const noexcept;
};

constexpr Versions in(std::int16_t first, std::int16_t last) noexcept { return {first, last}; }
constexpr Versions only(std::int16_t version) noexcept { return {version, version}; }
constexpr Versions since(std::int16_t first) noexcept { return {first, std::numeric_limits<std::int16_t>::max()}; }
constexpr Versions until(std::int16_t last) noexcept { return {0, last}; }
constexpr Versions no_versions = {0, -1};

/// What a message's field list says of one field.
struct Field {
  Versions versions;                    ///< where the field exists
  Versions null_versions = no_versions; ///< where it may be null
  Versions tag_versions = no_versions;  ///< where it stands in the tagged section (KIP-482)
  std::int16_t tag_number = -1;
  bool may_ignore = false; ///< a value set for a version without the field is dropped; otherwise encoding fails
  bool is_secret = false;  ///< never printed

  // As Versions::contains, but for versions that exist (0…32766): none of the usual ranges, which are constants in a field list, needs a comparison.
  static constexpr bool covers(Versions range, std::int16_t version) noexcept {
    constexpr std::int16_t open = std::numeric_limits<std::int16_t>::max();
    return !range.empty() && (range.first <= 0 || range.first <= version) && (range.last == open || version <= range.last);
  }
  constexpr bool exists_in(std::int16_t version) const noexcept { return covers(versions, version); }
  constexpr bool nullable_in(std::int16_t version) const noexcept { return covers(null_versions, version); }
  constexpr bool tagged_in(std::int16_t version) const noexcept { return covers(tag_versions, version); }

  constexpr Field(Versions where) noexcept : versions(where) {} // NOLINT(google-explicit-constructor): a plain range is a whole description

  constexpr Field nullable() const noexcept { return nullable(versions); }
  constexpr Field nullable(Versions when) const noexcept {
    Field f = *this;
    f.null_versions = when;
    return f;
  }
  constexpr Field tag(std::int16_t number) const noexcept { return tag(number, versions); }
  constexpr Field tag(std::int16_t number, Versions when) const noexcept {
    Field f = *this;
    f.tag_number = number;
    f.tag_versions = when;
    return f;
  }
  constexpr Field ignorable() const noexcept {
    Field f = *this;
    f.may_ignore = true;
    return f;
  }
  constexpr Field secret() const noexcept {
    Field f = *this;
    f.is_secret = true;
    return f;
  }
};

constexpr Field Versions::nullable() const noexcept { return Field(*this).nullable(); }
constexpr Field Versions::nullable(Versions when) const noexcept { return Field(*this).nullable(when); }
constexpr Field Versions::tag(std::int16_t number) const noexcept { return Field(*this).tag(number); }
constexpr Field Versions::tag(std::int16_t number, Versions when) const noexcept { return Field(*this).tag(number, when); }
constexpr Field Versions::ignorable() const noexcept { return Field(*this).ignorable(); }
constexpr Field Versions::secret() const noexcept { return Field(*this).secret(); }

} // namespace klamm::wire
