// PLAIN (RFC 4616): the name and the password as they are. For connections over TLS.
#pragma once

#include "klamm/sasl.hpp"

namespace klamm::security {

std::shared_ptr<SaslMechanism> make_plain(std::string username, Secret password);

} // namespace klamm::security
