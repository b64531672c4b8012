// A serializer with the value that it is to write, as the library takes them: erased, and called where the value's bytes will lie.
#pragma once

#include <exception>
#include <optional>
#include <string_view>
#include <type_traits>

#include "klamm/byte_sink.hpp"
#include "klamm/export.hpp"
#include "klamm/serde.hpp"

namespace klamm::detail {

/// "the value of a record for topic orders can't be serialized: …"
KLAMM_EXPORT Error not_serialized(std::string_view field, std::string_view topic, const Error& why);
KLAMM_EXPORT Error not_serialized(std::string_view field, std::string_view topic, std::string_view why);

/// Runs a serializer; what it throws becomes the error.
template <class Body>
std::optional<Error> guard_serializer(std::string_view field, std::string_view topic, Body&& body) {
  try {
    return body();
  } catch (const Exception& thrown) {
    return not_serialized(field, topic, thrown.error());
  } catch (const std::exception& thrown) {
    return not_serialized(field, topic, thrown.what());
  } catch (...) {
    return not_serialized(field, topic, "the serializer threw something that is no std::exception");
  }
}

/// The bytes of `value`: its own where its serializer can show them, else written to `room`.
template <class S, class T>
std::optional<Error> serialize(const S& serializer, const T& value, ByteSink& room, BytesView& bytes, std::string_view field,
                               std::string_view topic) {
  return guard_serializer(field, topic, [&]() -> std::optional<Error> {
    if constexpr (ViewSerializer<S, T>) {
      bytes = serializer.view(value);
    } else {
      if constexpr (std::is_void_v<decltype(serializer.serialize(value, room))>) {
        serializer.serialize(value, room);
      } else {
        if (const Result<void> written = serializer.serialize(value, room); !written) return not_serialized(field, topic, written.error());
      }
      bytes = room.bytes();
    }
    return std::nullopt;
  });
}

/// Writes one value. Lives as long as the call that it is given to.
class ValueWriter {
public:
  template <class S, class T>
  ValueWriter(const S& serializer, const T& value) noexcept
      : serializer_(&serializer), value_(&value), write_([](const void* s, const void* v, ByteSink& out, std::string_view topic) {
          BytesView bytes;
          return serialize(*static_cast<const S*>(s), *static_cast<const T*>(v), out, bytes, "value", topic);
        }) {}

  std::optional<Error> write(ByteSink& out, std::string_view topic) const { return write_(serializer_, value_, out, topic); }

private:
  const void* serializer_;
  const void* value_;
  std::optional<Error> (*write_)(const void*, const void*, ByteSink&, std::string_view);
};

} // namespace klamm::detail
