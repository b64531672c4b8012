#include "klamm/serde.hpp"

#include "klamm/detail/value_writer.hpp"

namespace klamm {
namespace {

constexpr std::string_view hex_digits = "0123456789abcdef";
constexpr std::size_t uuid_size = 36;

constexpr bool has_hyphen_before(std::size_t byte) noexcept { return byte == 4 || byte == 6 || byte == 8 || byte == 10; }

int hex_value(char c) noexcept {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::string size_text(BytesView bytes) {
  return bytes.is_null() ? "null" : std::to_string(bytes.size()) + (bytes.size() == 1 ? " byte" : " bytes");
}

} // namespace

namespace detail {

Error wrong_size(BytesView bytes, std::size_t size, const char* what) {
  if (bytes.is_null()) return null_bytes((std::string(what) + " is needed").c_str());
  return Error(ErrorCode::serialization_failed, size_text(bytes) + " where " + what + " has " + std::to_string(size));
}

Error null_bytes(const char* what) {
  return Error(ErrorCode::serialization_failed, std::string("null where ") + what, "take a std::optional, which null leaves empty");
}

Error not_serialized(std::string_view field, std::string_view topic, const Error& why) {
  ErrorContext context;
  context.topic = std::string(topic);
  context.fate = Fate::not_sent;
  return Error(ErrorCode::serialization_failed,
               "the " + std::string(field) + " of a record for topic " + std::string(topic) + " can't be serialized: " + why.cause(),
               why.hint())
      .with(context);
}

Error not_serialized(std::string_view field, std::string_view topic, std::string_view why) {
  return not_serialized(field, topic, Error(ErrorCode::serialization_failed, std::string(why)));
}

} // namespace detail

Result<bool> Deserializer<bool>::deserialize(BytesView bytes) {
  if (bytes.is_null() || bytes.size() != 1) return detail::wrong_size(bytes, 1, "a bool");
  const char byte = bytes.text().front();
  if (byte != '\0' && byte != '\1')
    return Error(ErrorCode::serialization_failed,
                 "the byte " + std::to_string(static_cast<unsigned char>(byte)) + " where a bool is 0 or 1");
  return byte == '\1';
}

void Serializer<Uuid>::serialize(const Uuid& value, ByteSink& out) {
  char* at = out.extend(uuid_size);
  for (std::size_t i = 0; i < value.bytes.size(); ++i) {
    if (has_hyphen_before(i)) *at++ = '-';
    *at++ = hex_digits[value.bytes[i] >> 4];
    *at++ = hex_digits[value.bytes[i] & 15];
  }
}

Result<Uuid> Deserializer<Uuid>::deserialize(BytesView bytes) {
  if (bytes.is_null() || bytes.size() != uuid_size) return detail::wrong_size(bytes, uuid_size, "a UUID's text");
  const std::string_view text = bytes.text();
  const Error no_uuid(ErrorCode::serialization_failed, "\"" + std::string(text) + "\" is no UUID",
                      "e.g. c0ffee00-1234-5678-9abc-def012345678");
  Uuid id;
  std::size_t at = 0;
  for (std::size_t i = 0; i < id.bytes.size(); ++i) {
    if (has_hyphen_before(i) && text[at++] != '-') return no_uuid;
    const int high = hex_value(text[at]), low = hex_value(text[at + 1]);
    if (high < 0 || low < 0) return no_uuid;
    id.bytes[i] = static_cast<std::uint8_t>(high * 16 + low);
    at += 2;
  }
  return id;
}

Result<std::nullptr_t> Deserializer<std::nullptr_t>::deserialize(BytesView bytes) {
  if (bytes.is_null()) return nullptr;
  return Error(ErrorCode::serialization_failed, size_text(bytes) + " where null is expected");
}

} // namespace klamm
