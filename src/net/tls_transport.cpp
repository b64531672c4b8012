#include "net/tls_transport.hpp"

#include "net/network_errors.hpp"
#include "net/tls_engine.hpp"

namespace klamm::net {
namespace {

/// The engine between what is read and written above and below. Operations below share it, so that the transport above may be destroyed meanwhile.
class Stream : public std::enable_shared_from_this<Stream> {
public:
  Stream(std::shared_ptr<Runtime> runtime, std::unique_ptr<Transport> below, std::shared_ptr<TlsContext> context, Endpoint peer)
      : runtime_(std::move(runtime)), below_(std::move(below)), engine_(std::move(context), peer), peer_(std::move(peer)) {}

  void shake_hands(TimePoint deadline, TlsHandler handler);
  void read_some(std::span<std::byte> into, UniqueFunction<void(Result<std::size_t>)> handler);
  bool write(std::vector<Slice> pieces, UniqueFunction<void(Result<void>)> handler);
  void close();

private:
  void advance_handshake();
  void finish_handshake(Result<void> result);
  void read_below();
  void on_read_below(const Result<std::size_t>& size);
  bool serve_reader(bool at_once);
  void deliver(Result<std::size_t> result, bool at_once);
  bool write_pieces(bool at_once);
  bool flush();
  void on_written_below(const Result<void>& result);
  void finish_write(Result<void> result);

  /// In the handler of a write below: when the executor drops it uncalled, the writer, which owns this, is dropped as well.
  struct Dropped {
    explicit Dropped(std::shared_ptr<Stream> of) : stream(std::move(of)) {}
    Dropped(const Dropped&) = delete;
    Dropped& operator=(const Dropped&) = delete;
    ~Dropped() {
      if (stream && !stream->in_write_) (void)std::exchange(stream->writer_, nullptr);
    }
    std::shared_ptr<Stream> stream;
  };

  std::shared_ptr<Runtime> runtime_;
  std::unique_ptr<Transport> below_;
  TlsEngine engine_;
  Endpoint peer_;
  TlsHandler shaken_;
  std::unique_ptr<Timer> timer_;
  std::span<std::byte> into_;
  UniqueFunction<void(Result<std::size_t>)> reader_;
  std::vector<Slice> pieces_;
  std::span<const Slice> rest_; // of pieces_, to be encrypted
  std::size_t offset_ = 0;
  UniqueFunction<void(Result<void>)> writer_;
  bool reading_below_ = false;
  bool writing_below_ = false;
  bool in_write_ = false;
  bool closed_ = false;
};

class TlsTransport final : public Transport {
public:
  explicit TlsTransport(std::shared_ptr<Stream> stream) : stream_(std::move(stream)) {}
  TlsTransport(const TlsTransport&) = delete;
  TlsTransport& operator=(const TlsTransport&) = delete;
  ~TlsTransport() override { stream_->close(); }

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

// --- the handshake

void Stream::shake_hands(TimePoint deadline, TlsHandler handler) {
  shaken_ = std::move(handler);
  if (deadline != never) {
    timer_ = runtime_->clock->make_timer();
    const TimePoint began = runtime_->now();
    timer_->wait_until(deadline, [weak = weak_from_this(), waited = deadline - began] {
      const auto self = weak.lock();
      if (!self) return;
      self->finish_handshake(Error(ErrorCode::timed_out,
                                   "the port accepted the connection, but did not answer to TLS for " + spoken(waited),
                                   "the broker is stopped, overloaded or still starting, or this is no TLS listener"));
    });
  }
  runtime_->post([self = shared_from_this()] { self->advance_handshake(); });
}

void Stream::advance_handshake() {
  if (!shaken_ || closed_) return;
  const TlsEngine::State state = engine_.handshake();
  flush(); // also an alert that says why not
  switch (state) {
    case TlsEngine::State::done: return finish_handshake({});
    case TlsEngine::State::wants_input: return read_below();
    case TlsEngine::State::ended: return finish_handshake(stream_ended());
    case TlsEngine::State::failed: return finish_handshake(engine_.failure());
  }
}

void Stream::finish_handshake(Result<void> result) {
  timer_.reset();
  if (!shaken_) return;
  TlsHandler handler = std::exchange(shaken_, nullptr);
  if (!result) {
    close();
    return handler(result.error());
  }
  runtime_->log(LogLevel::debug, "net", [this] { return "TLS with " + peer_.to_string() + ": " + engine_.description(); });
  handler(std::make_unique<TlsTransport>(shared_from_this()));
}

// --- reading

void Stream::read_some(std::span<std::byte> into, UniqueFunction<void(Result<std::size_t>)> handler) {
  into_ = into;
  reader_ = std::move(handler);
  if (!serve_reader(false)) read_below();
}

/// Gives the reader what there is; false when that is nothing yet. Not at once: from within a call that was given the handler.
bool Stream::serve_reader(bool at_once) {
  std::size_t size = 0;
  const TlsEngine::State state = engine_.decrypt(into_, size);
  if (engine_.has_output() && !writing_below_) flush(); // the answer to a new key
  if (size > 0) return deliver(size, at_once), true;
  if (state == TlsEngine::State::wants_input) return false;
  deliver(state == TlsEngine::State::failed ? engine_.failure() : stream_ended(), at_once);
  return true;
}

void Stream::deliver(Result<std::size_t> result, bool at_once) {
  if (at_once) return std::exchange(reader_, nullptr)(std::move(result));
  runtime_->post([self = shared_from_this(), reader = std::exchange(reader_, nullptr), result = std::move(result)]() mutable {
    if (self->closed_) result = Error(ErrorCode::cancelled, "the connection was closed");
    reader(std::move(result));
  });
}

/// Who reads owns this, so while the executor has the operation it has the reader, too: when it drops one, nothing is left that holds itself.
void Stream::read_below() {
  if (reading_below_) return;
  reading_below_ = true;
  below_->read_some(engine_.space(),
                    [self = shared_from_this(), reader = std::exchange(reader_, nullptr)](const Result<std::size_t>& size) mutable {
                      self->reader_ = std::move(reader);
                      self->on_read_below(size);
                    });
}

void Stream::on_read_below(const Result<std::size_t>& size) {
  reading_below_ = false;
  if (size) engine_.received(*size);
  else if (size.error().code() == ErrorCode::disconnected && shaken_) engine_.end_of_input();
  else if (reader_) return std::exchange(reader_, nullptr)(size.error());
  else return;
  if (shaken_) return advance_handshake();
  if (reader_ && !serve_reader(true)) read_below();
}

// --- writing

bool Stream::write(std::vector<Slice> pieces, UniqueFunction<void(Result<void>)> handler) {
  pieces_ = std::move(pieces);
  rest_ = pieces_;
  offset_ = 0;
  writer_ = std::move(handler);
  if (writing_below_ || !write_pieces(false)) return false;
  writer_ = nullptr;
  return true;
}

/// Encrypts and writes until all is written (true), or the transport below is full or broken: then what follows calls the writer.
bool Stream::write_pieces(bool at_once) {
  while (!rest_.empty()) {
    if (engine_.encrypt(rest_, offset_) != TlsEngine::State::done) {
      const Error error = engine_.failure();
      if (at_once) finish_write(error);
      else runtime_->post([self = shared_from_this(), error] { self->finish_write(error); });
      return false;
    }
    if (!flush()) return false;
  }
  pieces_.clear();
  return true;
}

/// Writes what the engine has for the peer; false when that takes longer.
bool Stream::flush() {
  if (writing_below_ || !engine_.has_output()) return !writing_below_;
  std::vector<Slice> output;
  output.push_back(engine_.take_output());
  auto dropped = std::make_unique<Dropped>(shared_from_this());
  in_write_ = true;
  writing_below_ = !below_->write(std::move(output), [dropped = std::move(dropped)](const Result<void>& result) {
    const auto self = std::exchange(dropped->stream, nullptr);
    self->on_written_below(result);
  });
  in_write_ = false;
  return !writing_below_;
}

void Stream::on_written_below(const Result<void>& result) {
  writing_below_ = false;
  if (!result) return finish_write(result);
  if (!flush()) return;
  if (writer_ && write_pieces(true)) finish_write({});
}

void Stream::finish_write(Result<void> result) {
  pieces_.clear();
  rest_ = {};
  if (writer_) std::exchange(writer_, nullptr)(std::move(result));
}

void Stream::close() {
  if (std::exchange(closed_, true)) return;
  timer_.reset();
  engine_.shut();
  flush(); // a goodbye, where there is room for it
  below_->close();
}

} // namespace

void start_tls(std::shared_ptr<Runtime> runtime, std::unique_ptr<Transport> below, std::shared_ptr<TlsContext> context, Endpoint peer,
               TimePoint deadline, TlsHandler handler) {
  std::make_shared<Stream>(std::move(runtime), std::move(below), std::move(context), std::move(peer))
      ->shake_hands(deadline, std::move(handler));
}

} // namespace klamm::net
