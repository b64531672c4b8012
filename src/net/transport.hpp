// A stream of bytes to one peer: TCP, TLS over TCP, or memory. And the network that names and opens them, real or simulated.
// Everything here is called on the client's executor, and calls its handlers there, never from within the call that was given the handler.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "base/buffer.hpp"
#include "base/time.hpp"
#include "base/unique_function.hpp"
#include "klamm/result.hpp"
#include "net/endpoint.hpp"

namespace klamm::net {

class Transport {
public:
  /// Closes. Pending handlers are called with ErrorCode::cancelled, or dropped with the executor.
  virtual ~Transport() = default;

  /// Reads at least one byte into `into`, which must stay valid until the handler is called with the number of bytes. The end of the stream is an
  /// error, `disconnected`. One read at a time.
  virtual void read_some(std::span<std::byte> into, UniqueFunction<void(Result<std::size_t>)> handler) = 0;
  /// Writes all pieces in order, without copying them; they are kept alive until then. When the peer's window takes all of them at once this returns
  /// true and drops the handler uncalled, which saves a turn of the event loop; otherwise, and on failure, the handler is called later. One write
  /// at a time.
  [[nodiscard]] virtual bool write(std::vector<Slice> pieces, UniqueFunction<void(Result<void>)> handler) = 0;
  /// Ends reading and writing at once. Idempotent.
  virtual void close() = 0;
};

struct SocketOptions {
  int send_buffer_bytes = -1; ///< -1: the operating system's default
  int receive_buffer_bytes = -1;
  bool keepalive = true; ///< the system probes idle connections
};

class Network {
public:
  virtual ~Network() = default;
  /// All addresses of a host (KIP-302), in the resolver's order, without duplicates; resolve_failed when there are none.
  virtual void resolve(const Endpoint& endpoint, UniqueFunction<void(Result<std::vector<Address>>)> handler) = 0;
  /// Opens a stream; connect_failed or timed_out (at `deadline`) name the address and the operating system's reason.
  virtual void connect(const Address& address, const SocketOptions& options, TimePoint deadline,
                       UniqueFunction<void(Result<std::unique_ptr<Transport>>)> handler) = 0;
};

} // namespace klamm::net
