// The visitor that reads a message. Strings and bytes become views of the frame; only arrays allocate, within the Decoder's memory limit. What isn't
// about one struct's type is out of line: it would be compiled for each of 400 structs.
#pragma once

#include <utility>

#include "wire/decoder.hpp"
#include "wire/field_traits.hpp"

namespace klamm::wire {

class FieldReader {
public:
  FieldReader(Decoder& in, std::int16_t version, bool flexible) noexcept : in_(in), version_(version), flexible_(flexible) {}

  template <class T>
  void structure(T& message) {
    const int outer = std::exchange(wanted_tag_, untagged);
    walk<T>(*this, &message);
    if (flexible_) tagged_section(&walk<T>, &message);
    wanted_tag_ = outer;
  }

  template <class T>
  void operator()(const char* name, T& member, Field field) {
    if (!field.exists_in(version_)) return;
    const int tag = field.tagged_in(version_) ? field.tag_number : untagged;
    if (tag != wanted_tag_) return;
    value(member, field.nullable_in(version_));
    if (tag != untagged) found_tag_ = true;
    in_.name_failure(name);
  }

private:
  using Walk = void (*)(FieldReader&, void* message);

  static constexpr int untagged = -1;
  static constexpr std::uint32_t null_length = 0xffffffff;

  template <class T>
  [[gnu::noinline]] static void walk(FieldReader& self, void* message) {
    T::fields(self, *static_cast<T*>(message));
  }
  /// Walks the field list once for each tagged field that stands in the section (KIP-482); unknown ones are a newer broker's.
  void tagged_section(Walk walk_fields, void* message);

  template <class T>
  void value(T& member, bool nullable) {
    if constexpr (detail::Optional<T>) {
      using Inner = typename T::value_type;
      if constexpr (detail::Struct<Inner>) {
        if (nullable && in_.integer<std::int8_t>() < 0) return member.reset();
        structure(member.emplace(Inner{})); // not emplace(): clang 16 holds a struct nested in a message for not default-constructible
      } else if (!plain(member.emplace(), nullable)) {
        member.reset();
      }
    } else {
      plain(member, false);
    }
  }

  /// Reads a value; false when it is null, which is a failure unless `nullable`.
  template <class T>
  bool plain(T& member, bool nullable) {
    if constexpr (std::is_same_v<T, bool>) {
      member = in_.integer<std::int8_t>() != 0;
    } else if constexpr (std::is_same_v<T, double>) {
      member = in_.float64();
    } else if constexpr (detail::Number<T>) {
      member = static_cast<T>(in_.integer<typename detail::Underlying<T>::type>());
    } else if constexpr (detail::Vector<T>) {
      const std::uint32_t count = length<std::int32_t>(nullable);
      if (count == null_length) return false;
      elements(member, count);
    } else if constexpr (detail::Struct<T>) {
      structure(member);
    } else {
      return leaf(member, nullable);
    }
    return true;
  }

  bool leaf(Uuid& member, bool nullable);
  bool leaf(std::string_view& member, bool nullable);
  bool leaf(Bytes& member, bool nullable);
  bool leaf(Slice& member, bool nullable);

  template <class T>
  void elements(std::vector<T>& member, std::uint32_t count) {
    member.clear(); // a tagged field that comes twice: the last one counts
    if (!in_.may_allocate(count * sizeof(T))) return;
    member.resize(count);
    for (std::size_t i = 0; i < count && !in_.failed(); ++i) plain(member[i], false);
  }
  void elements(std::vector<std::int32_t>& member, std::uint32_t count);
  void elements(std::vector<std::string_view>& member, std::uint32_t count);

  /// A length or count; null_length for null. Fails for other negative lengths, and for null where that isn't allowed.
  template <class Int>
  std::uint32_t length(bool nullable);

  Decoder& in_;
  std::int16_t version_;
  bool flexible_;
  bool found_tag_ = false;
  int wanted_tag_ = untagged;
};

extern template std::uint32_t FieldReader::length<std::int16_t>(bool);
extern template std::uint32_t FieldReader::length<std::int32_t>(bool);

} // namespace klamm::wire
