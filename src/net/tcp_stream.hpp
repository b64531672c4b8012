// A Transport over a connected TCP socket. Only tcp_*.cpp include this: it brings Asio's sockets.
#pragma once

#include <asio/any_io_executor.hpp>
#include <asio/error.hpp>
#include <asio/ip/tcp.hpp>
#include <system_error>

#include "net/transport.hpp"

namespace klamm::net {

using TcpSocket = asio::basic_stream_socket<asio::ip::tcp, asio::any_io_executor>;

/// The same error in the standard's category: Asio's own doesn't compare equal to std::errc.
inline std::error_code standard(const asio::error_code& error) {
  return error.category() == asio::error::get_system_category() ? std::error_code(error.value(), std::system_category())
                                                                : std::error_code(error);
}

/// Sets the options of an open socket.
void prepare(TcpSocket& socket, const SocketOptions& options);
/// `socket` doesn't block (non_blocking).
std::unique_ptr<Transport> transport_over(TcpSocket socket);

} // namespace klamm::net
