#include "net/authentication.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "net/request.hpp"
#include "wire/messages/sasl_authenticate.hpp"
#include "wire/messages/sasl_handshake.hpp"

namespace klamm::net {
namespace {

constexpr int most_rounds = 20; // no mechanism needs half of it
constexpr std::size_t most_bytes = 256 << 10;
constexpr wire::Versions handshakes = wire::in(1, 1); // 0 is followed by bare tokens, as before Kafka 1.0
constexpr Duration longest_lifetime = std::chrono::hours(24 * 365);

std::string list(const std::vector<std::string_view>& names) {
  std::string text;
  for (const std::string_view name : names) text += (text.empty() ? "" : ", ") + escaped(name);
  return text.empty() ? "none" : text;
}

Error threw(const std::string& mechanism, const std::exception& thrown) {
  return Error(ErrorCode::sasl_authentication_failed, "the SASL mechanism " + mechanism + " threw: " + thrown.what());
}

/// Mechanisms may be the program's own: what they throw is the login's error.
Result<std::optional<Secret>> made_step(SaslExchange& exchange, const std::string& mechanism, const std::string& challenge) {
  try {
    return exchange.step(challenge);
  } catch (const std::exception& thrown) {
    return threw(mechanism, thrown);
  }
}

} // namespace

Authentication::Authentication(std::shared_ptr<Runtime> runtime, const std::shared_ptr<Pipeline>& pipeline,
                               std::shared_ptr<SaslLogin> login, std::shared_ptr<const ConnectionSettings> settings)
    : runtime_(std::move(runtime)),
      pipeline_(pipeline),
      login_(std::move(login)),
      settings_(std::move(settings)),
      timer_(runtime_->clock->make_timer()) {}

void Authentication::start(TimePoint deadline, Handler handler) {
  deadline_ = deadline;
  handler_ = std::move(handler);
  mechanism_ = login_->mechanism();
  if (const auto pipeline = pipeline_.lock())
    pipeline->on_close([weak = weak_from_this()](const Error& reason) { // while no request is out, nobody else would tell
      if (const auto self = weak.lock(); self && self->handler_) self->failed(reason);
    });
  // Getting an exchange may take long (a token must be fetched): the attempt's deadline counts all the same.
  if (deadline != never)
    timer_->wait_until(deadline, [weak = weak_from_this()] {
      if (const auto self = weak.lock(); self && self->handler_)
        self->failed(Error(ErrorCode::timed_out, "the connection was not authenticated in time (" + self->mechanism_->name() + ")"));
    });
  begin();
}

void Authentication::begin() {
  rounds_ = 0;
  // The mechanism may call from any thread, and from within the call. What is ours must not be dropped there.
  const auto told = std::make_shared<SaslMechanism::Begun>([weak = weak_from_this()](Result<std::unique_ptr<SaslExchange>> exchange) {
    if (const auto self = weak.lock()) self->begun(std::move(exchange));
  });
  const auto done = [weak = std::weak_ptr(runtime_), told](Result<std::unique_ptr<SaslExchange>> exchange) {
    if (const auto runtime = weak.lock()) runtime->post([told, exchange = std::move(exchange)]() mutable { (*told)(std::move(exchange)); });
  };
  try {
    mechanism_->begin(peer(), done);
  } catch (const std::exception& thrown) {
    done(threw(mechanism_->name(), thrown));
  }
}

SaslPeer Authentication::peer() const {
  const auto pipeline = pipeline_.lock();
  return pipeline ? SaslPeer{pipeline->endpoint().host, pipeline->endpoint().port, settings_->tls != nullptr} : SaslPeer{};
}

void Authentication::begun(Result<std::unique_ptr<SaslExchange>> exchange) {
  const auto pipeline = pipeline_.lock();
  if (!pipeline || !pipeline->is_open()) return;
  if (!exchange) {
    // The session still lasts: perhaps the next try succeeds.
    const Duration pause = std::min<Duration>(std::max<Duration>(lifetime_ / 20, 100ms), 10s);
    if (!handler_ && after(runtime_->now(), pause) < session_ends_) {
      runtime_->log(LogLevel::warning, "sasl", [&] { return "re-authentication will be tried again: " + exchange.error().message(); });
      return timer_->wait_until(after(runtime_->now(), pause), [weak = weak_from_this()] {
        if (const auto self = weak.lock()) self->begin();
      });
    }
    return failed(exchange.error());
  }
  exchange_ = *std::move(exchange);
  if (!handler_) {
    pipeline->hold();
    deadline_ = after(runtime_->now(), settings_->request_timeout);
  }
  shake_hands();
}

void Authentication::shake_hands() {
  const auto pipeline = pipeline_.lock();
  wire::SaslHandshakeRequest request;
  const std::string name = mechanism_->name();
  request.mechanism = name;
  Result<EncodedRequest> encoded = encode_for(*pipeline, request, handshakes);
  if (!encoded) return failed(encoded.error());
  const std::int16_t version = encoded->version;
  pipeline->submit_own(*std::move(encoded), deadline_,
                       [self = shared_from_this(), version](Result<Slice> body) { self->on_handshake(std::move(body), version); });
}

void Authentication::on_handshake(Result<Slice> body, std::int16_t version) {
  if (!body) return failed(body.error());
  wire::Decoder in(*body);
  const auto response = wire::decode_all<wire::SaslHandshakeResponse>(in, version);
  if (!response) return failed(response.error());
  if (response->error_code == ErrorCode::unsupported_sasl_mechanism)
    return failed(Error(ErrorCode::unsupported_sasl_mechanism,
                        "this listener does not accept " + mechanism_->name() + "; it accepts " + list(response->mechanisms),
                        "sasl.mechanism, or sasl.enabled.mechanisms of the broker"));
  if (response->error_code == ErrorCode::illegal_sasl_state && handler_)
    return failed(Error(ErrorCode::illegal_sasl_state, "this listener does not use SASL",
                        settings_->tls ? "security.protocol=SSL, or the port of the SASL_SSL listener"
                                       : "security.protocol=PLAINTEXT, or the port of the SASL_PLAINTEXT listener"));
  if (response->error_code != ErrorCode::none) return failed(refused(response->error_code, {}));
  step({});
}

void Authentication::step(std::string challenge) {
  if (challenge.size() > most_bytes || ++rounds_ > most_rounds)
    return failed(Error(ErrorCode::sasl_authentication_failed,
                        challenge.size() > most_bytes ? "the broker sent a SASL message of " + std::to_string(challenge.size()) + " bytes"
                                                      : "the broker goes on with SASL after " + std::to_string(most_rounds) + " messages",
                        "is this a Kafka broker?"));
  if (!exchange_->is_slow()) return stepped(made_step(*exchange_, mechanism_->name(), challenge));
  // The thread shares the exchange and the result alone.
  using Message = std::optional<Result<std::optional<Secret>>>;
  const auto message = std::make_shared<Message>();
  runtime_->compute([exchange = exchange_, message, name = mechanism_->name(),
                     challenge = std::move(challenge)] { message->emplace(made_step(*exchange, name, challenge)); },
                    [weak = weak_from_this(), message] {
                      if (const auto self = weak.lock()) self->stepped(std::move(**message));
                    });
}

void Authentication::stepped(Result<std::optional<Secret>> message) {
  if (!message) return failed(message.error());
  if (*message) send(**message);
  else succeeded();
}

void Authentication::send(const Secret& message) {
  const auto pipeline = pipeline_.lock();
  if (!pipeline) return;
  wire::SaslAuthenticateRequest request;
  request.auth_bytes = as_bytes(message.reveal());
  Result<EncodedRequest> encoded = encode_for(*pipeline, request, wire::stable_versions<wire::SaslAuthenticateRequest>());
  if (!encoded) return failed(encoded.error());
  const std::int16_t version = encoded->version;
  const Slice sent = encoded->pieces.front();
  pipeline->submit_own(*std::move(encoded), deadline_, [self = shared_from_this(), version, sent](Result<Slice> body) {
    wipe(const_cast<std::byte*>(sent.data()),
         sent.size()); // NOLINT(cppcoreguidelines-pro-type-const-cast): it was ours alone, and is written
    self->on_answer(std::move(body), version);
  });
}

void Authentication::on_answer(Result<Slice> body, std::int16_t version) {
  if (!body) return failed(body.error());
  wire::Decoder in(*body);
  const auto response = wire::decode_all<wire::SaslAuthenticateResponse>(in, version);
  if (!response) return failed(response.error());
  if (response->error_code != ErrorCode::none)
    return failed(refused(response->error_code, response->error_message.value_or(std::string_view())));
  lifetime_ = std::min<Duration>(longest_lifetime,
                                 std::chrono::milliseconds(std::clamp<std::int64_t>(response->session_lifetime_ms, 0, 366LL * 86'400'000)));
  step(std::string(response->auth_bytes.text()));
}

Error Authentication::refused(ErrorCode code, std::string_view told) const {
  const std::string who = mechanism_->who();
  std::string cause = "the broker refused the login" + (who.empty() ? "" : " of " + who) + " by " + mechanism_->name();
  if (!told.empty()) cause += ": " + std::string(told.substr(0, 500));
  else if (code != ErrorCode::sasl_authentication_failed) cause += ": " + std::string(error_code_name(code));
  return Error(code, std::move(cause), "check user name, password or token, and whether the broker knows them for this mechanism");
}

void Authentication::succeeded() {
  exchange_.reset();
  timer_->cancel();
  const bool first = static_cast<bool>(handler_);
  runtime_->log(LogLevel::debug, "sasl", [&] {
    return std::string(first ? "authenticated" : "authenticated again") + (mechanism_->who().empty() ? "" : " as " + mechanism_->who()) +
           " by " + mechanism_->name() + (lifetime_ > Duration::zero() ? ", for " + std::to_string(lifetime_ / 1ms) + " ms" : "");
  });
  schedule();
  if (first) return std::exchange(handler_, nullptr)({});
  if (const auto pipeline = pipeline_.lock()) pipeline->release();
}

void Authentication::failed(const Error& error) {
  exchange_.reset();
  timer_->cancel();
  if (handler_) return std::exchange(handler_, nullptr)(error);
  if (const auto pipeline = pipeline_.lock()) pipeline->close(error);
}

/// The broker answers nothing else after the session's end, also not what was sent before it and waits there: so much of the time is left for that.
void Authentication::schedule() {
  if (lifetime_ <= Duration::zero()) return;
  const auto spread = std::chrono::duration_cast<Duration>(lifetime_ * (0.05 + 0.1 * runtime_->random.unit()));
  const Duration reserve = std::max(spread, std::min<Duration>(lifetime_ * 3 / 10, 1s));
  const TimePoint now = runtime_->now();
  session_ends_ = after(now, lifetime_);
  timer_->wait_until(after(now, lifetime_ - reserve), [weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->again();
  });
}

void Authentication::again() {
  const auto pipeline = pipeline_.lock();
  if (!pipeline || !pipeline->is_open()) return;
  const auto& current = login_->mechanism();
  if (current->name() == mechanism_->name()) mechanism_ = current; // a broker accepts no other mechanism on the same connection
  begin();
}

} // namespace klamm::net
