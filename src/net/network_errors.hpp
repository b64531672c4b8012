// What the operating system's reasons mean for somebody who wants to reach a Kafka broker. Pure.
#pragma once

#include <system_error>

#include "base/time.hpp"
#include "klamm/error.hpp"
#include "net/endpoint.hpp"

namespace klamm::net {

/// connect() failed: connect_failed, or timed_out.
Error connect_error(const Address& address, const std::error_code& reason);
/// The deadline passed while connecting, after `waited`.
Error connect_timeout(const Address& address, Duration waited);
/// Reading or writing failed, or the stream ended: disconnected.
Error stream_error(const std::error_code& reason);
Error stream_ended();

/// "30 s", "1.5 s", "250 ms"
std::string spoken(Duration duration);

} // namespace klamm::net
