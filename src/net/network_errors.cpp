#include "net/network_errors.hpp"

#include <cstdio>

namespace klamm::net {

Error connect_error(const Address& address, const std::error_code& reason) {
  const std::string at = address.to_string();
  if (reason == std::errc::connection_refused) {
    return Error(ErrorCode::connect_failed, "nothing listens at " + at + " (connection refused)",
                 "is the broker running, and is this its port?");
  }
  if (reason == std::errc::timed_out) {
    return Error(ErrorCode::timed_out, "no answer from " + at + " (the operating system gave up)",
                 "check the address and the firewalls on the way");
  }
  if (reason == std::errc::host_unreachable || reason == std::errc::network_unreachable) {
    return Error(ErrorCode::connect_failed, "there is no way to " + at + " (" + reason.message() + ")",
                 "check the address, the network or VPN, and the routes");
  }
  if (reason == std::errc::too_many_files_open || reason == std::errc::too_many_files_open_in_system) {
    return Error(ErrorCode::connect_failed, "no socket could be opened for " + at + " (" + reason.message() + ")",
                 "this process has too many files open: raise its limit (ulimit -n)");
  }
  if (reason == std::errc::address_not_available) {
    return Error(ErrorCode::connect_failed, "no local address or port is left for a connection to " + at + " (" + reason.message() + ")");
  }
  return Error(ErrorCode::connect_failed, "connecting to " + at + " failed: " + reason.message());
}

Error connect_timeout(const Address& address, Duration waited) {
  return Error(ErrorCode::timed_out, "no answer from " + address.to_string() + " for " + spoken(waited),
               "the host is down, the address is wrong, or a firewall or security group drops the packets");
}

Error stream_error(const std::error_code& reason) { return Error(ErrorCode::disconnected, "the connection broke: " + reason.message()); }

Error stream_ended() { return Error(ErrorCode::disconnected, "the broker closed the connection"); }

std::string spoken(Duration duration) {
  const double seconds = std::chrono::duration<double>(duration).count();
  char text[32];
  if (duration < 1s) std::snprintf(text, sizeof text, "%.4g ms", seconds * 1e3);
  else std::snprintf(text, sizeof text, "%.4g s", seconds);
  return text;
}

} // namespace klamm::net
