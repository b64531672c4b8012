// Says what is wrong when a broker sent us to an address that this host can't use: the most frequent trouble with Kafka in containers. Pure.
#pragma once

#include <string>

#include "cluster/node.hpp"
#include "klamm/error.hpp"
#include "net/endpoint.hpp"

namespace klamm::cluster {

struct AdvertisedAddress {
  NodeId node = no_node;
  net::Endpoint endpoint;
  std::string learned_from; ///< who named it, e.g. "localhost:9092"
  bool reached = false;     ///< a connection to it has worked before
  bool mapped = false;      ///< client.dns.map already replaces it
};

/// `error` in words of advertised.listeners where they are its likely cause, else unchanged.
Error explain_advertised(const Error& error, const AdvertisedAddress& address);

} // namespace klamm::cluster
