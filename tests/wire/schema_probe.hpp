// The visitor that turns a message's field list into rows of tests/data/wire/schema-*.tsv (columns: tools/extract_schema.py).
#pragma once

#include <string>
#include <vector>

#include "wire/field_traits.hpp"

namespace klamm::wire::testing {

/// The versions in both ranges.
constexpr Versions both(Versions a, Versions b) noexcept { return {std::max(a.first, b.first), std::min(a.last, b.last)}; }

class SchemaProbe {
public:
  using Rows = std::vector<std::string>;

  template <class M>
  static Rows rows() {
    SchemaProbe probe(M::name, M::versions);
    std::string key = "-";
    if constexpr (requires { M::api_key; }) key = std::to_string(static_cast<int>(M::api_key));
    probe.message(M::versions, both(M::versions, M::flexible), key);
    M::fields(probe, default_instance<M>());
    return std::move(probe.rows_);
  }

  template <class T>
  void operator()(const char* name, const T& member, Field field) {
    const Versions span = both(within_, field.versions);
    if (span.empty()) return;
    add(name, type_name<T>(), span, field, default_text(member));
    const Place outer = enter(name, span);
    inner<T>();
    leave(outer);
  }

private:
  struct Place {
    std::size_t prefix_size;
    Versions within;
  };

  SchemaProbe(std::string_view message, Versions versions) : message_(message), within_(versions) {}

  void message(Versions versions, Versions flexible, const std::string& key);
  void add(const char* name, const std::string& type, Versions span, const Field& field, const std::string& standard);
  Place enter(const char* name, Versions span);
  void leave(Place outer);

  template <class T>
  void inner() {
    if constexpr (detail::Vector<T> || detail::Optional<T>) inner<typename T::value_type>();
    else if constexpr (detail::Struct<T>) T::fields(*this, default_instance<T>());
  }

  template <class T>
  static std::string type_name() {
    if constexpr (detail::Optional<T>) return type_name<typename T::value_type>();
    else if constexpr (detail::Vector<T>) return "[]" + type_name<typename T::value_type>();
    else if constexpr (std::is_same_v<T, bool>) return "bool";
    else if constexpr (std::is_same_v<T, double>) return "float64";
    else if constexpr (std::is_same_v<T, Uuid>) return "uuid";
    else if constexpr (std::is_same_v<T, std::string_view>) return "string";
    else if constexpr (std::is_same_v<T, Bytes>) return "bytes";
    else if constexpr (std::is_same_v<T, Slice>) return "records";
    else if constexpr (detail::Struct<T>) return "struct";
    else return (std::is_signed_v<typename detail::Underlying<T>::type> ? "int" : "uint") + std::to_string(8 * sizeof(T));
  }

  template <class T>
  static std::string default_text(const T& member) {
    if constexpr (detail::Optional<T>) return member ? default_text(*member) : "null";
    else if constexpr (std::is_same_v<T, bool>) return member ? "true" : "false";
    else if constexpr (std::is_same_v<T, double> || std::is_same_v<T, Uuid>) return member == T{} ? "0" : "something";
    else if constexpr (detail::Number<T>) return std::to_string(static_cast<std::int64_t>(member));
    else if constexpr (std::is_same_v<T, std::string_view>) return '"' + std::string(member) + '"';
    else if constexpr (std::is_same_v<T, Bytes>) return '"' + std::string(member.text()) + '"';
    else return "-";
  }

  std::string message_;
  std::string prefix_;
  Versions within_;
  Rows rows_;
};

} // namespace klamm::wire::testing
