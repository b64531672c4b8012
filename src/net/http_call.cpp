#include "net/http_call.hpp"

#include "net/network_errors.hpp"
#include "net/tls_transport.hpp"

namespace klamm::net {
namespace {

/// One call, kept by its pending handlers.
class Call : public std::enable_shared_from_this<Call> {
public:
  Call(std::shared_ptr<Runtime> runtime, std::shared_ptr<TlsClient> tls, HttpCall call, HttpHandler handler)
      : runtime_(std::move(runtime)),
        tls_(std::move(tls)),
        call_(std::move(call)),
        handler_(std::move(handler)),
        timer_(runtime_->clock->make_timer()) {}

  void start() {
    deadline_ = after(runtime_->now(), call_.connect_timeout);
    give_up_at(deadline_, "did not accept a connection for " + spoken(call_.connect_timeout));
    runtime_->network->resolve({call_.url.host, call_.url.port}, [self = shared_from_this()](Result<std::vector<Address>> addresses) {
      if (!addresses) return self->finish(addresses.error());
      self->addresses_ = *std::move(addresses);
      self->connect_next(Error(ErrorCode::resolve_failed, "the host name has no address"));
    });
  }

private:
  void give_up_at(TimePoint when, std::string why) {
    timer_->wait_until(when, [weak = weak_from_this(), why = std::move(why)] {
      if (const auto self = weak.lock()) self->finish(Error(ErrorCode::timed_out, why));
    });
  }

  void connect_next(const Error& last) {
    if (!handler_) return;
    if (next_ >= addresses_.size()) return finish(last);
    runtime_->network->connect(
        addresses_[next_++], {}, deadline_, [self = shared_from_this()](Result<std::unique_ptr<Transport>> transport) {
          if (!transport) return self->connect_next(transport.error());
          if (!self->handler_) return;
          if (!self->call_.url.https) return self->send(*std::move(transport));
          start_tls(self->runtime_, *std::move(transport), self->tls_->context(), {self->call_.url.host, self->call_.url.port},
                    self->deadline_, [self](Result<std::unique_ptr<Transport>> secured) {
                      if (secured) self->send(*std::move(secured));
                      else self->finish(secured.error());
                    });
        });
  }

  void send(std::unique_ptr<Transport> transport) {
    if (!handler_) return;
    transport_ = std::move(transport);
    give_up_at(after(runtime_->now(), call_.read_timeout), "did not answer for " + spoken(call_.read_timeout));
    std::vector<Slice> pieces;
    pieces.push_back(Slice::copy_of(as_bytes(call_.request.reveal())));
    sent_ = pieces.front();
    const bool written = transport_->write(std::move(pieces), [self = shared_from_this()](const Result<void>& result) {
      self->forget_request();
      if (!result) self->finish(result.error());
    });
    if (written) forget_request();
    read();
  }

  void forget_request() {
    wipe(const_cast<std::byte*>(sent_.data()), sent_.size());
  } // NOLINT(cppcoreguidelines-pro-type-const-cast): ours alone

  void read() {
    if (!transport_) return;
    transport_->read_some(buffer_, [self = shared_from_this()](Result<std::size_t> size) { self->on_read(size); });
  }

  void on_read(const Result<std::size_t>& size) {
    if (!handler_) return;
    if (!size) {
      if (size.error().code() != ErrorCode::disconnected) return finish(size.error());
      return finish(reader_.end());
    }
    auto response = reader_.read(as_text(ConstBytes(buffer_).first(*size)));
    wipe(buffer_.data(), *size);
    if (!response) return finish(response.error());
    if (*response) return finish(**std::move(response));
    read();
  }

  void finish(Result<security::HttpResponse> result) {
    timer_->cancel();
    if (!handler_) return;
    if (transport_) transport_->close();
    HttpHandler handler = std::exchange(handler_, nullptr);
    if (result) return handler(std::move(result));
    ErrorContext context;
    context.doing = "asking " + call_.url.host;
    handler(Error(result.error().code(), call_.url.to_string() + ": " + result.error().cause(), result.error().hint()).with(context));
  }

  std::shared_ptr<Runtime> runtime_;
  std::shared_ptr<TlsClient> tls_;
  HttpCall call_;
  HttpHandler handler_;
  std::unique_ptr<Timer> timer_;
  TimePoint deadline_ = never;
  std::vector<Address> addresses_;
  std::size_t next_ = 0;
  std::unique_ptr<Transport> transport_;
  Slice sent_;
  std::vector<std::byte> buffer_ = std::vector<std::byte>(16 << 10);
  security::HttpReader reader_;
};

} // namespace

void http_call(std::shared_ptr<Runtime> runtime, std::shared_ptr<TlsClient> tls, HttpCall call, HttpHandler handler) {
  std::make_shared<Call>(std::move(runtime), std::move(tls), std::move(call), std::move(handler))->start();
}

} // namespace klamm::net
