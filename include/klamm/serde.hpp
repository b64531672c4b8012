// How keys and values become bytes, and bytes become keys and values: Serializer<T> and Deserializer<T>, to be specialised for one's own types. The built-in
// ones write what Java's serializers of org.apache.kafka.common.serialization write.
#pragma once

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "klamm/byte_sink.hpp"
#include "klamm/bytes_view.hpp"
#include "klamm/export.hpp"
#include "klamm/result.hpp"
#include "klamm/uuid.hpp"

namespace klamm {

/// How a T becomes bytes. Specialise it with one of two const (or static) members:
///
///     void serialize(const T& value, ByteSink& out);   // or Result<void>, for types that not every value of which has bytes
///     BytesView view(const T& value);                  // where the value already holds its bytes
///
/// What it throws, or the error that it returns, is the error of that record. A serializer that writes may do so straight into the batch, with the batch's
/// partition locked: it must neither block nor send records itself (that throws std::logic_error).
template <class T>
struct Serializer;

/// How bytes become a T. Specialise it with a const (or static) member `Result<T> deserialize(BytesView bytes)`, which gets null too. What it throws, or the
/// error that it returns, is the error of that record.
template <class T>
struct Deserializer;

/// A serializer of T that has view().
template <class S, class T>
concept ViewSerializer = requires(const S& serializer, const T& value) {
  { serializer.view(value) } -> std::convertible_to<BytesView>;
};
/// A serializer of T that has serialize().
template <class S, class T>
concept WritingSerializer = requires(const S& serializer, const T& value, ByteSink& out) { serializer.serialize(value, out); };
/// A serializer of T, of either form.
template <class S, class T>
concept SerializerOf = ViewSerializer<S, T> || WritingSerializer<S, T>;
/// A deserializer of T.
template <class D, class T>
concept DeserializerOf = requires(const D& deserializer, BytesView bytes) {
  { deserializer.deserialize(bytes) } -> std::convertible_to<Result<T>>;
};

namespace detail {

/// "5 bytes where an int32 has 4", "null where …"
KLAMM_EXPORT Error wrong_size(BytesView bytes, std::size_t size, const char* what);
KLAMM_EXPORT Error null_bytes(const char* what);

template <class T>
concept Number = std::same_as<T, std::int16_t> || std::same_as<T, std::int32_t> || std::same_as<T, std::int64_t> ||
                 std::same_as<T, float> || std::same_as<T, double>;

template <Number T>
constexpr const char* number_name = std::is_same_v<T, float>          ? "a float"
                                    : std::is_same_v<T, double>       ? "a double"
                                    : std::is_same_v<T, std::int16_t> ? "an int16"
                                    : std::is_same_v<T, std::int32_t> ? "an int32"
                                                                      : "an int64";
template <std::size_t Size>
using Bits = std::conditional_t<Size == 2, std::uint16_t, std::conditional_t<Size == 4, std::uint32_t, std::uint64_t>>;

template <class T>
concept Text = std::same_as<T, std::string> || std::same_as<T, std::string_view> || std::same_as<T, BytesView> ||
               std::same_as<T, std::vector<std::byte>> || std::same_as<T, std::vector<std::uint8_t>> ||
               std::same_as<T, std::span<const std::byte>> || std::same_as<T, std::span<const std::uint8_t>>;

} // namespace detail

/// Text and bytes, as they are. A BytesView may be null.
template <detail::Text T>
struct Serializer<T> {
  static BytesView view(const T& value) noexcept { return value; }
};

/// Text and bytes, as they are. Null is an error except for BytesView: use std::optional where it may come. Views are valid as long as the record.
template <detail::Text T>
struct Deserializer<T> {
  static Result<T> deserialize(BytesView bytes) {
    if constexpr (std::is_same_v<T, BytesView>) {
      return bytes;
    } else {
      if (bytes.is_null()) return detail::null_bytes("bytes are needed");
      if constexpr (std::is_same_v<T, std::string> || std::is_same_v<T, std::string_view>) {
        return T(bytes.text());
      } else {
        using Byte = std::remove_cv_t<std::remove_reference_t<decltype(*std::declval<T&>().data())>>;
        const auto* begin = reinterpret_cast<const Byte*>(bytes.data());
        return T(begin, begin + bytes.size());
      }
    }
  }
};

/// int16_t, int32_t, int64_t, float and double: big-endian, as Java's Short, Integer, Long, Float and Double serializers.
template <detail::Number T>
struct Serializer<T> {
  static void serialize(T value, ByteSink& out) {
    using Bits = detail::Bits<sizeof(T)>;
    const auto bits = std::bit_cast<Bits>(value);
    char* at = out.extend(sizeof bits);
    for (int shift = 8 * (int{sizeof bits} - 1); shift >= 0; shift -= 8)
      *at++ = static_cast<char>(static_cast<unsigned char>(bits >> shift));
  }
};

/// Big-endian numbers of exactly that size, as Java's.
template <detail::Number T>
struct Deserializer<T> {
  static Result<T> deserialize(BytesView bytes) {
    using Bits = detail::Bits<sizeof(T)>;
    if (bytes.is_null() || bytes.size() != sizeof(T)) return detail::wrong_size(bytes, sizeof(T), detail::number_name<T>);
    Bits bits = 0;
    for (const char byte : bytes.text()) bits = static_cast<Bits>(static_cast<Bits>(bits << 8) | static_cast<unsigned char>(byte));
    return std::bit_cast<T>(bits);
  }
};

/// One byte, 1 or 0, as Java's BooleanSerializer.
template <>
struct Serializer<bool> {
  static void serialize(bool value, ByteSink& out) { out.write(value ? '\1' : '\0'); }
};
/// One byte, 1 or 0.
template <>
struct KLAMM_EXPORT Deserializer<bool> {
  static Result<bool> deserialize(BytesView bytes);
};

/// The 36 characters of "c0ffee00-1234-5678-9abc-def012345678", as Java's UUIDSerializer. (Uuid::to_string() is Kafka's short form.)
template <>
struct KLAMM_EXPORT Serializer<Uuid> {
  static void serialize(const Uuid& value, ByteSink& out);
};
/// The 36 characters of a UUID, digits of either case.
template <>
struct KLAMM_EXPORT Deserializer<Uuid> {
  static Result<Uuid> deserialize(BytesView bytes);
};

/// Always null, for records without a key: TypedProducer<std::nullptr_t, V>.
template <>
struct Serializer<std::nullptr_t> {
  static BytesView view(std::nullptr_t) noexcept { return {}; }
};
/// Null only; for keys that nobody looks at, take BytesView.
template <>
struct KLAMM_EXPORT Deserializer<std::nullptr_t> {
  static Result<std::nullptr_t> deserialize(BytesView bytes);
};

/// A T, or null.
template <class T>
  requires SerializerOf<Serializer<T>, T>
struct Serializer<std::optional<T>> {
  static BytesView view(const std::optional<T>& value)
    requires ViewSerializer<Serializer<T>, T>
  {
    return value ? BytesView(Serializer<T>().view(*value)) : BytesView();
  }
  static auto serialize(const std::optional<T>& value, ByteSink& out)
    requires(!ViewSerializer<Serializer<T>, T>)
  {
    using Outcome = decltype(Serializer<T>().serialize(*value, out));
    if (value) return Serializer<T>().serialize(*value, out);
    out.set_null();
    return Outcome();
  }
};
/// A T, or nothing where the bytes are null.
template <class T>
  requires DeserializerOf<Deserializer<T>, T>
struct Deserializer<std::optional<T>> {
  static Result<std::optional<T>> deserialize(BytesView bytes) {
    if (bytes.is_null()) return std::optional<T>();
    Result<T> value = Deserializer<T>().deserialize(bytes);
    if (!value) return value.error();
    return std::optional<T>(*std::move(value));
  }
};

} // namespace klamm
