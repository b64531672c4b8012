// Recognises what is not Kafka by the first bytes that a peer sends, where the size of a Kafka frame should be. Pure.
#pragma once

#include <optional>

#include "base/buffer.hpp"
#include "klamm/error.hpp"

namespace klamm::net {

/// An error that names the protocol, when `first_bytes` (at least 4, the start of the stream) are those of TLS, HTTP or another text protocol.
std::optional<Error> recognise_foreign_protocol(ConstBytes first_bytes);

} // namespace klamm::net
