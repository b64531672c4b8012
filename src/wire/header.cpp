#include "wire/header.hpp"

namespace klamm::wire {
namespace {

void skip_tagged_fields(Decoder& in) {
  const std::uint32_t count = in.unsigned_varint();
  for (std::uint32_t i = 0; i < count && !in.failed(); ++i) {
    in.unsigned_varint();
    in.raw(in.unsigned_varint());
  }
  in.name_failure("the header's tagged section");
}

} // namespace

void encode(const RequestHeader& header, std::int16_t header_version, Encoder& out) {
  out.integer(static_cast<std::int16_t>(header.api_key));
  out.integer(header.api_version);
  out.integer(header.correlation_id);
  if (header_version >= 1) {
    if (header.client_id && header.client_id->size() > 0x7fff) out.fail("client.id", "is longer than 32767 bytes");
    out.integer(header.client_id ? static_cast<std::int16_t>(header.client_id->size()) : std::int16_t{-1});
    if (header.client_id) out.raw(as_bytes(*header.client_id));
  }
  if (header_version >= 2) out.unsigned_varint(0);
}

RequestHeader decode_request_header(Decoder& in, std::int16_t header_version) {
  RequestHeader header;
  header.api_key = static_cast<ApiKey>(in.integer<std::int16_t>());
  header.api_version = in.integer<std::int16_t>();
  header.correlation_id = in.integer<std::int32_t>();
  if (header_version >= 1) {
    const auto size = in.integer<std::int16_t>();
    if (size < -1) in.fail("has a negative length");
    if (size >= 0) header.client_id = as_text(in.raw(static_cast<std::size_t>(size)));
  }
  in.name_failure("the request header");
  if (header_version >= 2) skip_tagged_fields(in);
  return header;
}

void encode_response_header(std::int32_t correlation_id, std::int16_t header_version, Encoder& out) {
  out.integer(correlation_id);
  if (header_version >= 1) out.unsigned_varint(0);
}

std::int32_t decode_response_header(Decoder& in, std::int16_t header_version) {
  const auto correlation_id = in.integer<std::int32_t>();
  in.name_failure("the response header");
  if (header_version >= 1) skip_tagged_fields(in);
  return correlation_id;
}

} // namespace klamm::wire
