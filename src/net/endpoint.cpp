#include "net/endpoint.hpp"

#include <charconv>

#include "base/text.hpp"

namespace klamm::net {
namespace {

std::string join(const std::string& host, std::uint16_t port) {
  const bool v6 = host.find(':') != std::string::npos;
  return (v6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

Error wrong(std::string_view text, const std::string& why) {
  return Error(ErrorCode::config_value_invalid, "\"" + std::string(text) + "\" is not an address of a broker: " + why,
               "write host:port, e.g. localhost:9092");
}

} // namespace

std::string Endpoint::to_string() const { return join(host, port); }
std::string Address::to_string() const { return join(ip, port); }

Result<Endpoint> Endpoint::parse(std::string_view text) {
  std::string_view rest = trimmed(text);
  if (const auto scheme = rest.find("://"); scheme != std::string_view::npos) rest.remove_prefix(scheme + 3);
  if (rest.empty()) return wrong(text, "it is empty");

  std::string_view host;
  if (rest.front() == '[') {
    const auto end = rest.find(']');
    if (end == std::string_view::npos) return wrong(text, "the \"[\" of an IPv6 address has no \"]\"");
    host = rest.substr(1, end - 1);
    rest.remove_prefix(end + 1);
  } else {
    const auto colon = rest.find(':');
    if (colon != rest.rfind(':')) return wrong(text, "an IPv6 address stands in brackets: [::1]:9092");
    host = rest.substr(0, colon);
    rest.remove_prefix(std::min(rest.size(), colon));
  }
  if (host.empty()) return wrong(text, "the host is missing");
  if (host.find_first_of(" \t/\\@,;\"") != std::string_view::npos) return wrong(text, "a host name has no such characters");
  if (rest.empty() || rest.front() != ':') return wrong(text, "the port is missing");
  rest.remove_prefix(1);

  std::uint16_t port = 0;
  const auto [end, failed] = std::from_chars(rest.data(), rest.data() + rest.size(), port);
  if (failed != std::errc() || end != rest.data() + rest.size() || port == 0)
    return wrong(text, "the port is not a number from 1 to 65535");
  Endpoint endpoint;
  endpoint.host = host;
  endpoint.port = port;
  return endpoint;
}

} // namespace klamm::net
