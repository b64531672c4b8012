// The visitor that prints a message's values, for logs. What isn't about one struct's type is out of line.
#pragma once

#include <iosfwd>
#include <utility>

#include "wire/field_traits.hpp"

namespace klamm::wire {

class FieldPrinter {
public:
  FieldPrinter(std::ostream& out, std::int16_t version) noexcept : out_(out), version_(version) {}

  template <class T>
  void structure(const T& message) {
    const bool outer = std::exchange(first_, true);
    put('{');
    T::fields(*this, message);
    put('}');
    first_ = outer;
  }

  template <class T>
  void operator()(const char* name, const T& member, Field field) {
    if (!field.exists_in(version_)) return;
    if (begin(name, field.is_secret)) value(member);
  }

private:
  template <class T>
  void value(const T& member) {
    if constexpr (detail::Optional<T>) {
      if (member) value(*member);
      else put("null");
    } else if constexpr (detail::Vector<T>) {
      put('[');
      for (std::size_t i = 0; i < member.size(); ++i) {
        if (i > 0) put(", ");
        value(member[i]);
      }
      put(']');
    } else if constexpr (detail::Struct<T>) {
      structure(member);
    } else if constexpr (detail::Number<T> && !std::is_same_v<T, bool> && !std::is_same_v<T, double> && !std::is_same_v<T, ErrorCode>) {
      leaf(static_cast<std::int64_t>(member));
    } else {
      leaf(member);
    }
  }

  /// Writes the name; and for a secret three stars instead of the value: then false.
  bool begin(const char* name, bool secret);
  void put(char text);
  void put(const char* text);
  void leaf(bool member);
  void leaf(double member);
  void leaf(std::int64_t member);
  void leaf(ErrorCode member);
  void leaf(const Uuid& member);
  void leaf(std::string_view member);
  void leaf(const Bytes& member);
  void leaf(const Slice& member);

  std::ostream& out_;
  std::int16_t version_;
  bool first_ = true;
};

} // namespace klamm::wire
