#include "net/foreign_protocol.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <string>

#include "base/text.hpp"

namespace klamm::net {
namespace {

std::string hex(ConstBytes bytes) {
  std::string text;
  for (const std::byte b : bytes) {
    std::array<char, 4> digits{};
    std::snprintf(digits.data(), digits.size(), "%02x ", std::to_integer<unsigned>(b));
    text += digits.data();
  }
  if (!text.empty()) text.pop_back();
  return text;
}

std::uint32_t as_size(ConstBytes bytes) noexcept {
  std::uint32_t size = 0;
  for (const std::byte b : bytes.first(4)) size = size << 8 | std::to_integer<std::uint32_t>(b);
  return size;
}

/// A TLS record header: content type, then version 3.0 … 3.4.
const char* tls_record(ConstBytes bytes) noexcept {
  if (bytes[1] != std::byte{3} || std::to_integer<unsigned>(bytes[2]) > 4) return nullptr;
  switch (std::to_integer<unsigned>(bytes[0])) {
    case 0x15: return "TLS alert";
    case 0x16: return "TLS handshake record";
    case 0x17: return "TLS data record";
    default: return nullptr;
  }
}

bool printable(std::byte b) noexcept {
  return (b >= std::byte{0x20} && b < std::byte{0x7f}) || b == std::byte{'\r'} || b == std::byte{'\n'};
}

std::string first_line(ConstBytes bytes) {
  const std::string_view text = as_text(bytes);
  return escaped(text.substr(0, std::min<std::size_t>(text.find_first_of("\r\n"), 60)));
}

} // namespace

std::optional<Error> recognise_foreign_protocol(ConstBytes first_bytes) {
  if (first_bytes.size() < 4) return std::nullopt;
  const ConstBytes head = first_bytes.first(4);
  if (const char* record = tls_record(head)) {
    return Error(ErrorCode::tls_expected,
                 "this port speaks TLS, and security.protocol is PLAINTEXT: the first 4 bytes read as a frame of " +
                     std::to_string(as_size(head)) + " bytes, which is a " + record + " (" + hex(head) + ")",
                 "set security.protocol=SSL (or SASL_SSL), or use the port of the PLAINTEXT listener");
  }
  if (as_text(head) == "HTTP") {
    return Error(ErrorCode::not_kafka, "this port speaks HTTP, not Kafka's protocol: it answered \"" + first_line(first_bytes) + "\"",
                 "use the port of a Kafka listener (often 9092), not that of a REST proxy, schema registry, metrics or web interface");
  }
  // Four printable bytes would be a frame of half a gigabyte or more: no broker begins with that.
  if (std::ranges::all_of(head, printable)) {
    return Error(ErrorCode::not_kafka, "this port does not speak Kafka's protocol: it answered \"" + first_line(first_bytes) + "\"",
                 "check host and port: another service listens there");
  }
  return std::nullopt;
}

} // namespace klamm::net
