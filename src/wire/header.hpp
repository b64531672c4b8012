// The headers before every request and response.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "wire/decoder.hpp"
#include "wire/encoder.hpp"

namespace klamm::wire {

/// Request header versions: 1, and 2 (tagged fields) for flexible messages. The client id is never compact.
struct RequestHeader {
  ApiKey api_key{};
  std::int16_t api_version = 0;
  std::int32_t correlation_id = 0;
  std::optional<std::string_view> client_id;
};

constexpr std::int16_t request_header_version(bool flexible) noexcept { return flexible ? 2 : 1; }
/// ApiVersions answers with header 0 in every version, so that a client can read the answer of a broker that is older than its request (KIP-511).
constexpr std::int16_t response_header_version(ApiKey key, bool flexible) noexcept {
  return flexible && key != ApiKey::api_versions ? 1 : 0;
}

void encode(const RequestHeader& header, std::int16_t header_version, Encoder& out);
/// Failures are told by in.failed().
RequestHeader decode_request_header(Decoder& in, std::int16_t header_version);

void encode_response_header(std::int32_t correlation_id, std::int16_t header_version, Encoder& out);
/// The correlation id.
std::int32_t decode_response_header(Decoder& in, std::int16_t header_version);

} // namespace klamm::wire
