// The visitor that prints a message as Java's JSON converters do, without white space.
#pragma once

#include <sstream>
#include <string>

#include "wire/field_traits.hpp"

namespace klamm::wire::testing {

class JsonPrinter {
public:
  template <class M>
  static std::string print(const M& message, std::int16_t version) {
    JsonPrinter printer(version);
    printer.value(message);
    return printer.out_.str();
  }

  template <class T>
  void operator()(const char* name, const T& member, Field field) {
    if (!field.versions.contains(version_)) return;
    if (field.tag_versions.contains(version_) && untouched(member)) return;
    out_ << (first_ ? "" : ",") << '"' << static_cast<char>(name[0] | 0x20) << name + 1 << (holds_records<T> ? "SizeInBytes" : "") << "\":";
    first_ = false;
    value(member);
  }

private:
  explicit JsonPrinter(std::int16_t version) : version_(version) {}

  template <class T>
  static constexpr bool holds_records = std::is_same_v<T, std::optional<Slice>>;

  /// Tagged fields with their default are left out; the golden bytes hold none where that isn't the empty or zero value.
  template <class T>
  static bool untouched(const T& member) {
    if constexpr (detail::Optional<T>) return !member;
    else if constexpr (detail::Vector<T>) return member.empty();
    else return false;
  }

  template <class T>
  void value(const T& member) {
    if constexpr (detail::Optional<T>) {
      if (member) value(*member);
      else out_ << "null";
    } else if constexpr (detail::Vector<T>) {
      out_ << '[';
      for (std::size_t i = 0; i < member.size(); ++i) {
        out_ << (i > 0 ? "," : "");
        value(member[i]);
      }
      out_ << ']';
    } else if constexpr (detail::Struct<T>) {
      out_ << '{';
      const bool outer = std::exchange(first_, true);
      T::fields(*this, member);
      first_ = outer;
      out_ << '}';
    } else if constexpr (std::is_same_v<T, bool>) {
      out_ << (member ? "true" : "false");
    } else if constexpr (std::is_same_v<T, double>) {
      out_ << member;
    } else if constexpr (detail::Number<T>) {
      out_ << static_cast<std::int64_t>(member);
    } else if constexpr (std::is_same_v<T, Uuid>) {
      out_ << '"' << member.to_string() << '"';
    } else if constexpr (std::is_same_v<T, std::string_view>) {
      out_ << '"' << member << '"';
    } else if constexpr (std::is_same_v<T, Bytes>) {
      out_ << '"' << base64(member.text()) << '"';
    } else {
      out_ << member.size();
    }
  }

  static std::string base64(std::string_view bytes) {
    constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
      std::uint32_t bits = 0;
      for (std::size_t j = 0; j < 3; ++j) bits = bits << 8 | (i + j < bytes.size() ? static_cast<unsigned char>(bytes[i + j]) : 0U);
      for (std::size_t j = 0; j < 4; ++j) text += i + j <= bytes.size() ? digits[bits >> (18 - 6 * j) & 63] : '=';
    }
    return text;
  }

  std::ostringstream out_;
  std::int16_t version_;
  bool first_ = true;
};

} // namespace klamm::wire::testing
