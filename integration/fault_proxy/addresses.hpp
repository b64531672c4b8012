// Answers that name brokers' addresses are rewritten to name the proxy's, so that clients come back through it.
#pragma once

#include <map>
#include <string>

#include "wire/messages/all.hpp"

namespace klamm::fault_proxy {

/// An address that brokers advertise, as host:port, and the proxy's port in its place, on 127.0.0.1.
using Addresses = std::map<std::string, std::uint16_t>;

/// A response frame (without its size), rewritten where it names addresses; as it came where it can't be read.
std::string rewritten(ApiKey api, std::int16_t version, const Slice& frame, const Addresses& addresses);

} // namespace klamm::fault_proxy
