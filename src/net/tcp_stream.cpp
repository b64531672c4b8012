#include "net/tcp_stream.hpp"

#include <asio/buffer.hpp>
#include <asio/post.hpp>

#include "net/network_errors.hpp"

namespace klamm::net {
namespace {

Error io_error(const asio::error_code& reason) {
  if (reason == asio::error::operation_aborted) return Error(ErrorCode::cancelled, "the connection was closed");
  if (reason == asio::error::eof) return stream_ended();
  return stream_error(standard(reason));
}

/// The bytes that are still to be written. Asio takes up to 64 buffers of it for one system call and copies the sequence: it is two pointers.
class UnwrittenBuffers {
public:
  using value_type = asio::const_buffer;
  using const_iterator = const asio::const_buffer*;
  UnwrittenBuffers(const_iterator begin, const_iterator end) : begin_(begin), end_(end) {}
  const_iterator begin() const noexcept { return begin_; }
  const_iterator end() const noexcept { return end_; }

private:
  const_iterator begin_;
  const_iterator end_;
};

/// The socket and what is being written. Operations share it, so that a transport may be destroyed while the system still has one.
class Stream : public std::enable_shared_from_this<Stream> {
public:
  explicit Stream(TcpSocket socket) : socket_(std::move(socket)) {}

  void read_some(std::span<std::byte> into, UniqueFunction<void(Result<std::size_t>)> handler) {
    socket_.async_read_some(asio::buffer(into.data(), into.size()),
                            [handler = std::move(handler)](const asio::error_code& failed, std::size_t size) mutable {
                              if (failed) handler(io_error(failed));
                              else handler(size);
                            });
  }

  bool write(std::vector<Slice> pieces, UniqueFunction<void(Result<void>)> handler) {
    pieces_ = std::move(pieces);
    buffers_.clear();
    for (const Slice& piece : pieces_) buffers_.emplace_back(piece.data(), piece.size());
    written_ = 0;
    asio::error_code failed;
    while (!failed && unwritten()) advance(socket_.write_some(rest(), failed)); // the socket doesn't block: this takes what fits
    if (!failed) return pieces_.clear(), true;
    handler_ = std::move(handler);
    if (failed == asio::error::would_block || failed == asio::error::try_again) write_rest();
    else asio::post(socket_.get_executor(), [self = shared_from_this(), failed] { self->finish(io_error(failed)); });
    return false;
  }

  void close() {
    asio::error_code ignored;
    socket_.close(ignored);
  }

private:
  bool unwritten() const noexcept { return written_ < buffers_.size(); }
  UnwrittenBuffers rest() const noexcept { return {buffers_.data() + written_, buffers_.data() + buffers_.size()}; }

  void advance(std::size_t size) {
    while (written_ < buffers_.size() && size >= buffers_[written_].size()) size -= buffers_[written_++].size();
    if (size > 0) buffers_[written_] += size;
  }

  void write_rest() {
    socket_.async_write_some(rest(), [self = shared_from_this()](const asio::error_code& failed, std::size_t size) {
      if (failed) return self->finish(io_error(failed));
      self->advance(size);
      if (self->unwritten()) return self->write_rest();
      self->finish({});
    });
  }

  void finish(Result<void> result) {
    pieces_.clear();
    std::exchange(handler_, nullptr)(std::move(result));
  }

  TcpSocket socket_;
  std::vector<Slice> pieces_;
  std::vector<asio::const_buffer> buffers_;
  std::size_t written_ = 0; // buffers written; buffers_[written_] may be a rest
  UniqueFunction<void(Result<void>)> handler_;
};

class TcpTransport final : public Transport {
public:
  explicit TcpTransport(TcpSocket socket) : stream_(std::make_shared<Stream>(std::move(socket))) {}
  TcpTransport(const TcpTransport&) = delete;
  TcpTransport& operator=(const TcpTransport&) = delete;
  ~TcpTransport() override { stream_->close(); }

  void read_some(std::span<std::byte> into, UniqueFunction<void(Result<std::size_t>)> handler) override {
    stream_->read_some(into, std::move(handler));
  }
  bool write(std::vector<Slice> pieces, UniqueFunction<void(Result<void>)> handler) override {
    return stream_->write(std::move(pieces), std::move(handler));
  }
  void close() override { stream_->close(); }

private:
  std::shared_ptr<Stream> stream_;
};

} // namespace

void prepare(TcpSocket& socket, const SocketOptions& options) {
  asio::error_code ignored; // what the system refuses here costs speed, not correctness
  socket.set_option(asio::ip::tcp::no_delay(true), ignored);
  socket.set_option(asio::socket_base::keep_alive(options.keepalive), ignored);
  // Buffer sizes must be set before connecting: they decide the TCP window scale.
  if (options.send_buffer_bytes >= 0) socket.set_option(asio::socket_base::send_buffer_size(options.send_buffer_bytes), ignored);
  if (options.receive_buffer_bytes >= 0) socket.set_option(asio::socket_base::receive_buffer_size(options.receive_buffer_bytes), ignored);
}

std::unique_ptr<Transport> transport_over(TcpSocket socket) { return std::make_unique<TcpTransport>(std::move(socket)); }

} // namespace klamm::net
