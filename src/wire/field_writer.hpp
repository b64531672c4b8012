// The visitor that writes a message. Tagged fields (KIP-482) follow the others: the first walk over the field list counts those that differ from their
// default, a second one writes them. What isn't about one struct's type is out of line: it would be compiled for each of 500 structs.
#pragma once

#include <utility>

#include "wire/encoder.hpp"
#include "wire/field_traits.hpp"

namespace klamm::wire {

/// Tells whether all fields of a struct have their defaults.
class DefaultCheck {
public:
  template <class T>
  static bool is_default(const T& member, const T& standard) {
    if constexpr (detail::Struct<T>) {
      DefaultCheck check(&member, &default_instance<T>());
      T::fields(check, member);
      return check.same_;
    } else if constexpr (detail::Vector<T>) {
      return member.empty();
    } else if constexpr (detail::Optional<T>) {
      return member.has_value() == standard.has_value() && (!member || is_default(*member, *standard));
    } else {
      return member == standard;
    }
  }

  template <class T>
  void operator()(const char*, const T& member, Field) {
    same_ = same_ && is_default(member, default_of(member, owner_, default_owner_));
  }

private:
  DefaultCheck(const void* owner, const void* default_owner) noexcept : owner_(owner), default_owner_(default_owner) {}

  const void* owner_;
  const void* default_owner_;
  bool same_ = true;
};

class FieldWriter {
public:
  FieldWriter(Encoder& out, std::int16_t version, bool flexible) noexcept : out_(out), version_(version), flexible_(flexible) {}

  template <class T>
  void structure(const T& message) {
    const Walk outer = std::exchange(walk_, Walk{&message, &default_instance<T>()});
    walk<T>(*this, message);
    if (flexible_) {
      out_.unsigned_varint(walk_.tags);
      walk_.writing_tags = true;
      if (walk_.tags > 0) walk<T>(*this, message);
    }
    walk_ = outer;
  }

  template <class T>
  void operator()(const char* name, const T& member, Field field) {
    if (!field.exists_in(version_)) {
      if (!field.may_ignore && !walk_.writing_tags) absent(name, member);
    } else if (!field.tagged_in(version_)) {
      if (!walk_.writing_tags) value(name, member, field.nullable_in(version_));
    } else if (!is_default(member)) {
      if (walk_.writing_tags) tagged(name, member, field.nullable_in(version_), field.tag_number);
      else ++walk_.tags;
    }
  }

private:
  struct Walk { // over the fields of one struct
    const void* owner = nullptr;
    const void* default_owner = nullptr;
    std::uint32_t tags = 0;
    bool writing_tags = false;
  };

  template <class T>
  [[gnu::noinline]] static void walk(FieldWriter& self, const T& message) {
    T::fields(self, message);
  }

  /// A field that the version lacks can't be set.
  template <class T>
  [[gnu::noinline]] void absent(const char* name, const T& member) {
    if (!is_default(member)) out_.fail(name, "is set, but this version of the message lacks it");
  }

  template <class T>
  bool is_default(const T& member) const {
    return DefaultCheck::is_default(member, default_of(member, walk_.owner, walk_.default_owner));
  }

  template <class T>
  void tagged(const char* name, const T& member, bool nullable, std::int16_t number) {
    out_.unsigned_varint(static_cast<std::uint32_t>(number));
    const std::size_t start = out_.buffered();
    value(name, member, nullable);
    out_.prefix_size(start);
  }

  template <class T>
  void value(const char* name, const T& member, bool nullable) {
    if constexpr (detail::Optional<T>) {
      using Inner = typename T::value_type;
      constexpr bool structured = detail::Struct<Inner>;
      if (!member) return null(name, nullable, structured ? 1 : std::is_same_v<Inner, std::string_view> ? 2 : 4);
      if (structured && nullable) out_.integer(std::int8_t{1});
      plain(name, *member);
    } else {
      plain(name, member);
    }
  }

  template <class T>
  void plain(const char* name, const T& member) {
    if constexpr (std::is_same_v<T, bool>) {
      out_.integer(static_cast<std::int8_t>(member ? 1 : 0));
    } else if constexpr (std::is_same_v<T, double>) {
      out_.float64(member);
    } else if constexpr (detail::Number<T>) {
      out_.integer(static_cast<typename detail::Underlying<T>::type>(member));
    } else if constexpr (detail::Vector<T>) {
      if (!length<std::int32_t>(name, member.size())) return;
      for (const auto& element : member) plain(name, element);
    } else if constexpr (detail::Struct<T>) {
      structure(member);
    } else {
      leaf(name, member);
    }
  }

  void leaf(const char* name, const Uuid& member);
  void leaf(const char* name, std::string_view member);
  void leaf(const char* name, const Bytes& member);
  void leaf(const char* name, const Slice& member);

  /// A null whose length, where it isn't compact, takes `width` bytes; 1 is a struct's mark.
  void null(const char* name, bool nullable, int width);
  /// Lengths are an Int, or in flexible versions length + 1 as a varint.
  template <class Int>
  bool length(const char* name, std::size_t size);

  Encoder& out_;
  std::int16_t version_;
  bool flexible_;
  Walk walk_;
};

extern template bool FieldWriter::length<std::int16_t>(const char*, std::size_t);
extern template bool FieldWriter::length<std::int32_t>(const char*, std::size_t);

} // namespace klamm::wire
