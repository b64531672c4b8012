// Host names by getaddrinfo, which blocks and can't be cancelled. It runs on a thread that exists only while names are being looked up: at most
// four in the whole process, however many clients, brokers and names there are. (asio::ip::resolver would keep one thread per context for good, and
// klamm promises none on a user's executor.) The handler is called on the executor, or dropped when its context goes away before.
#pragma once

#include <asio/any_io_executor.hpp>
#include <string>
#include <vector>

#include "base/unique_function.hpp"
#include "klamm/result.hpp"

namespace klamm::net {

using LookupHandler = UniqueFunction<void(Result<std::vector<std::string>>)>; ///< numeric addresses, without duplicates

/// Looks up `host`; resolve_failed tells why there is no address.
void look_up_name(const asio::any_io_executor& executor, std::string host, LookupHandler handler);

} // namespace klamm::net
