// How a Client comes to a core that is not made from its configuration: for simulations, whose clock and network are their own.
#pragma once

#include "client/client_core.hpp"
#include "klamm/client.hpp"

namespace klamm::detail {

struct ClientAccess {
  static Client make(std::shared_ptr<ClientCore> core) { return Client(std::move(core)); }
};

} // namespace klamm::detail
