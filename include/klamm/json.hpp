// JSON keys and values, with nlohmann-json. Optional: include it where that library is there (Debian: nlohmann-json3-dev; in CMake
// `find_package(klamm COMPONENTS json)` and `klamm::json`). klamm itself does without.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "klamm/serde.hpp"

namespace klamm {

/// JSON text of any T that nlohmann-json knows how to convert. For one's own type, in one line:
///
///     template <> struct klamm::Serializer<Order> : klamm::JsonSerializer<Order> {};
template <class T>
struct JsonSerializer {
  /// Throws what nlohmann-json throws, e.g. for text that is no UTF-8.
  static void serialize(const T& value, ByteSink& out) { out.write(nlohmann::json(value).dump()); }
};

/// Reads what JsonSerializer writes: `template <> struct klamm::Deserializer<Order> : klamm::JsonDeserializer<Order> {};`
template <class T>
struct JsonDeserializer {
  static Result<T> deserialize(BytesView bytes) {
    if (bytes.is_null()) return detail::null_bytes("JSON is needed");
    try {
      return nlohmann::json::parse(bytes.text()).template get<T>();
    } catch (const nlohmann::json::exception& wrong) {
      return Error(ErrorCode::serialization_failed, wrong.what());
    }
  }
};

/// JSON of any shape.
template <>
struct Serializer<nlohmann::json> : JsonSerializer<nlohmann::json> {};
/// JSON of any shape.
template <>
struct Deserializer<nlohmann::json> : JsonDeserializer<nlohmann::json> {};

} // namespace klamm
