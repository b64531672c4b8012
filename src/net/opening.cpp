#include "net/opening.hpp"

#include <algorithm>

#include "klamm/build_config.hpp"
#include "net/attempt_budget.hpp"
#include "net/authentication.hpp"
#include "net/network_errors.hpp"
#include "net/request.hpp"
#include "net/tls_client.hpp"
#include "net/tls_transport.hpp"
#include "wire/messages/api_versions.hpp"

namespace klamm::net {
namespace {

/// Whether another address of the same broker may do better: not when somebody answered and is no broker for us.
bool worth_another_address(const Error& error) {
  return error.code() == ErrorCode::connect_failed || error.code() == ErrorCode::timed_out || error.code() == ErrorCode::disconnected;
}

} // namespace

void Connection::open(std::shared_ptr<Runtime> runtime, Endpoint endpoint, std::int32_t node_id,
                      std::shared_ptr<const ConnectionSettings> settings, TimePoint deadline, OpenHandler handler) {
  std::make_shared<Opening>(std::move(runtime), std::move(endpoint), node_id, std::move(settings), deadline, std::move(handler))->start();
}

Opening::Opening(std::shared_ptr<Runtime> runtime, Endpoint endpoint, std::int32_t node_id,
                 std::shared_ptr<const ConnectionSettings> settings, TimePoint deadline, Connection::OpenHandler handler)
    : runtime_(std::move(runtime)),
      endpoint_(std::move(endpoint)),
      node_id_(node_id),
      settings_(std::move(settings)),
      deadline_(deadline),
      handler_(std::move(handler)) {}

void Opening::start() {
  if (deadline_ != never) {
    // A lookup can't be cancelled; whoever opens is told in time all the same.
    resolve_timer_ = runtime_->clock->make_timer();
    resolve_timer_->wait_until(deadline_, [weak = weak_from_this()] {
      const auto self = weak.lock();
      if (!self) return;
      self->finish(Error(ErrorCode::timed_out, "the name server did not answer in time for \"" + self->endpoint_.host + "\"",
                         "check the network and /etc/resolv.conf"));
    });
  }
  runtime_->network->resolve(endpoint_,
                             [self = shared_from_this()](Result<std::vector<Address>> addresses) { self->resolved(std::move(addresses)); });
}

void Opening::resolved(Result<std::vector<Address>> addresses) {
  if (!handler_) return;
  resolve_timer_.reset();
  if (!addresses) return finish(addresses.error());
  addresses_ = *std::move(addresses);
  if (addresses_.empty()) return finish(Error(ErrorCode::resolve_failed, "the host name \"" + endpoint_.host + "\" has no address"));
  try_next_address();
}

void Opening::try_next_address() {
  attempt_started_ = runtime_->now();
  attempt_deadline_ = attempt_deadline(attempt_started_, deadline_, addresses_.size() - next_);
  const Address& address = addresses_[next_++];
  runtime_->log(LogLevel::debug, "net", [&] { return "connecting to " + broker_text(endpoint_, node_id_) + " at " + address.to_string(); });
  runtime_->network->connect(address, settings_->socket, attempt_deadline_,
                             [self = shared_from_this()](Result<std::unique_ptr<Transport>> transport) {
                               if (transport) self->connected(*std::move(transport));
                               else self->attempt_failed(transport.error());
                             });
}

void Opening::connected(std::unique_ptr<Transport> transport) {
  if (!settings_->tls) return secured(std::move(transport));
  start_tls(runtime_, std::move(transport), settings_->tls->context(), endpoint_, attempt_deadline_,
            [self = shared_from_this()](Result<std::unique_ptr<Transport>> over_tls) {
              if (over_tls) self->secured(*std::move(over_tls));
              else self->attempt_failed(over_tls.error());
            });
}

void Opening::secured(std::unique_ptr<Transport> transport) {
  const auto pipeline = std::make_shared<Pipeline>(runtime_, endpoint_, node_id_, settings_, std::move(transport));
  pipeline_ = pipeline;
  pipeline->start();
  ask_versions(wire::ApiVersionsRequest::versions.last);
}

void Opening::ask_versions(std::int16_t version) {
  wire::ApiVersionsRequest request;
  request.client_software_name = "klamm";
  request.client_software_version = KLAMM_VERSION;
  Result<EncodedRequest> encoded = encode_request(request, version, settings_->client_id);
  if (!encoded) return attempt_failed(encoded.error());
  const TimePoint deadline = std::min(attempt_deadline_, after(runtime_->now(), settings_->request_timeout));
  const auto pipeline = pipeline_.lock();
  if (!pipeline) return attempt_failed(stream_ended());
  pipeline->submit(*std::move(encoded), deadline, [self = shared_from_this(), version](Result<Slice> body) {
    if (body) self->on_versions(*body, version);
    else self->attempt_failed(body.error());
  });
}

void Opening::on_versions(const Slice& body, std::int16_t asked) {
  Result<wire::ApiVersionsAnswer> answer = wire::ApiVersionsAnswer::decode(body, asked);
  if (!answer) return attempt_failed(answer.error());
  if (answer->ask_again >= 0) return ask_versions(answer->ask_again);
  const auto pipeline = pipeline_.lock();
  if (!pipeline || !pipeline->is_open()) return attempt_failed(stream_ended());
  pipeline->set_api_versions(std::move(answer->versions));
  pipeline->throttle(std::chrono::milliseconds(answer->throttle_time_ms));
  if (!settings_->sasl) return authenticated({});
  const auto authentication = std::make_shared<Authentication>(runtime_, pipeline, settings_->sasl, settings_);
  pipeline->attach(authentication);
  authentication->start(attempt_deadline_, [self = shared_from_this()](const Result<void>& result) { self->authenticated(result); });
}

void Opening::authenticated(const Result<void>& result) {
  if (!result) return attempt_failed(result.error());
  const auto pipeline = pipeline_.lock();
  if (!pipeline || !pipeline->is_open()) return attempt_failed(stream_ended());
  pipeline->trust();
  finish(Pipeline::hand_out(pipeline));
}

void Opening::attempt_failed(const Error& error) {
  if (const auto pipeline = pipeline_.lock()) pipeline->close(error);
  const bool answered_nothing = error.code() == ErrorCode::timed_out && error.context().doing.starts_with("ApiVersions");
  failures_.push_back(answered_nothing
                          ? Error(ErrorCode::timed_out,
                                  "the port accepted the connection, but did not answer for " + spoken(runtime_->now() - attempt_started_),
                                  "the broker is stopped, overloaded or still starting, or this is not a port of Kafka")
                          : error);
  if (next_ < addresses_.size() && worth_another_address(error) && runtime_->now() < deadline_) return try_next_address();
  finish(all_failed());
}

Error Opening::all_failed() const {
  if (failures_.size() == 1 || !worth_another_address(failures_.back())) return failures_.back();
  const bool same_code = std::ranges::all_of(failures_, [&](const Error& e) { return e.code() == failures_.front().code(); });
  std::string causes = "none of the " + std::to_string(addresses_.size()) + " addresses of " + endpoint_.host + " works";
  std::string hint;
  for (std::size_t i = 0; i < failures_.size(); ++i) {
    causes += (i == 0 ? ": " : "; ") + addresses_[i].to_string() + ": " + failures_[i].cause();
    if (hint.empty()) hint = failures_[i].hint();
  }
  return Error(same_code ? failures_.front().code() : ErrorCode::connect_failed, std::move(causes), std::move(hint));
}

Error Opening::described(const Error& error) const {
  // What was being done is the opening, whichever request of it failed; and whatever left here was none of the caller's.
  ErrorContext context;
  context.doing = "connecting";
  context.broker = broker_text(endpoint_, node_id_);
  context.fate = Fate::not_sent;
  return Error(error.code(), error.cause(), error.hint()).with(context);
}

void Opening::finish(Result<std::shared_ptr<Connection>> result) {
  if (!handler_) return;
  resolve_timer_.reset();
  if (!result) {
    const Error error = described(result.error());
    runtime_->log(LogLevel::debug, "net", [&] { return error.message(); });
    return std::exchange(handler_, nullptr)(error);
  }
  runtime_->log(LogLevel::debug, "net", [&] { return "connected to " + broker_text(endpoint_, node_id_); });
  std::exchange(handler_, nullptr)(std::move(result));
}

} // namespace klamm::net
