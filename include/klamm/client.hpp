// The client: connections to a cluster, what is known of it, and the executor that all of it runs on. Producers, consumers and admins share one, or
// make their own.
#pragma once

#include <cstddef> // before Asio, which chooses its allocator by what the library has shown of itself so far

#include <asio/any_io_executor.hpp>
#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "klamm/client_config.hpp"
#include "klamm/export.hpp"
#include "klamm/result.hpp"

namespace klamm {

namespace detail {
class ClientCore;
struct ClientAccess; // klamm's own
} // namespace detail

/// A connection pool and metadata cache for one cluster. By default it has one thread of its own; on the user's executor it has none. Nothing is connected
/// until something is asked for. Copies share the same client; the last one (or the last producer, consumer or admin on it) ends it.
class KLAMM_EXPORT Client {
public:
  /// Throws klamm::Exception for a configuration that contradicts itself.
  explicit Client(ClientConfig config);
  /// Everything runs on `executor` (through a strand), which must be run by the user.
  Client(ClientConfig config, asio::any_io_executor executor);

  /// Reads the files of keys and certificates that the configuration names anew: connections from now on use them, those that are open stay. (Files that
  /// have changed are noticed without this call, too, when a connection is made.) Any thread; errors name the setting and the file, and leave
  /// everything as it was.
  Result<void> reload_credentials();

  /// Logs in with other credentials from now on: new connections, and open ones when they authenticate again (KIP-368). Who was refused is tried again at
  /// once. `sasl.mechanism` may change, too. Any thread; errors name the setting, and leave everything as it was.
  Result<void> update_sasl(const SaslConfig& sasl);

  /// Where completions run that have no executor of their own.
  asio::any_io_executor executor() const;

private:
  friend class Admin;
  friend class Producer;
  friend class Consumer;
  friend struct detail::ClientAccess;
  explicit Client(std::shared_ptr<detail::ClientCore> core) : core_(std::move(core)) {}
  std::shared_ptr<detail::ClientCore> core_;
};

} // namespace klamm
