#include "net/pipeline.hpp"

#include <algorithm>
#include <new>

#include "net/network_errors.hpp"
#include "wire/decoder.hpp"
#include "wire/header.hpp"

namespace klamm::net {
namespace {

constexpr std::uint64_t surely_no_accident = 4; // connections

/// The largest frame of somebody who may yet turn out not to be our broker.
constexpr std::size_t largest_before_trust = 1 << 20;

/// Where the correlation id stands: behind the frame's size, the API key and the version.
constexpr std::size_t correlation_id_at = 8;

void put_correlation_id(const Slice& frame_head, std::int32_t id) {
  auto* at = const_cast<std::byte*>(frame_head.data()) +
             correlation_id_at; // NOLINT(cppcoreguidelines-pro-type-const-cast): see EncodedRequest::pieces
  for (int shift = 24; shift >= 0; shift -= 8) *at++ = static_cast<std::byte>((static_cast<std::uint32_t>(id) >> shift) & 0xff);
}

std::string request_text(const PendingRequest& request) {
  return std::string(api_key_name(request.api_key)) + " v" + std::to_string(request.version);
}

} // namespace

std::string broker_text(const Endpoint& endpoint, std::int32_t node_id) {
  return endpoint.to_string() + (node_id >= 0 ? " (node " + std::to_string(node_id) + ")" : " (bootstrap)");
}

Pipeline::Pipeline(std::shared_ptr<Runtime> runtime, Endpoint endpoint, std::int32_t node_id,
                   std::shared_ptr<const ConnectionSettings> settings, std::unique_ptr<Transport> transport)
    : runtime_(std::move(runtime)),
      endpoint_(std::move(endpoint)),
      node_id_(node_id),
      settings_(std::move(settings)),
      transport_(std::move(transport)),
      timer_(runtime_->clock->make_timer()),
      frames_(std::min(settings_->max_response_bytes, largest_before_trust)),
      last_used_(runtime_->now()) {
  if (!settings_->statistics) return;
  counters_ = settings_->statistics->of(node_id_, endpoint_);
  counters_->connections.add(1);
}

std::shared_ptr<Connection> Pipeline::hand_out(std::shared_ptr<Pipeline> pipeline) {
  Pipeline* raw = pipeline.get();
  return {raw, [held = std::move(pipeline)](Connection*) mutable {
            std::exchange(held, nullptr)->released();
          }}; // weak pointers may keep the deleter
}

// --- writing

void Pipeline::submit(EncodedRequest request, TimePoint deadline, ResponseHandler handler) {
  enqueue(waiting_, std::move(request), deadline, std::move(handler));
}

void Pipeline::submit_own(EncodedRequest request, TimePoint deadline, ResponseHandler handler) {
  enqueue(own_, std::move(request), deadline, std::move(handler));
}

void Pipeline::release() {
  held_ = false;
  schedule_flush();
}

void Pipeline::enqueue(RingQueue<Waiting>& queue, EncodedRequest request, TimePoint deadline, ResponseHandler handler) {
  Waiting waiting;
  waiting.request.handler = std::move(handler);
  waiting.request.deadline = deadline;
  waiting.request.submitted = runtime_->now();
  waiting.request.api_key = request.api_key;
  waiting.request.version = request.version;
  waiting.request.response_header_version = request.response_header_version;
  waiting.expects_response = request.expects_response;
  waiting.pieces = std::move(request.pieces);
  if (!open_) {
    Error error = failure_of(waiting.request, *closed_by_, Fate::not_sent);
    runtime_->post([failed = std::move(waiting.request.handler), error = std::move(error)]() mutable { failed(std::move(error)); });
    return;
  }
  queue.push(std::move(waiting));
  wake_at(deadline);
  schedule_flush();
}

/// A lone request goes out at once: its latency counts. When others are on the way, or waited already, what comes in the same turn goes in one write.
void Pipeline::schedule_flush() {
  if (writing_ || dispatching_ || flush_posted_) return;
  if (in_flight_.empty() && waiting_.size() + own_.size() == 1) return flush();
  flush_posted_ = true;
  runtime_->post([self = self()] {
    self->flush_posted_ = false;
    self->flush();
  });
}

void Pipeline::flush() {
  if (!open_ || writing_ || !may_send()) return;
  const TimePoint now = runtime_->now();
  if (throttled(now)) return wake_at(throttled_until_);
  last_used_ = now;
  writing_ = true;
  const bool done = transport_->write(start_waiting(), [self = self()](Result<void> result) { self->on_written(std::move(result)); });
  if (!done) return;
  writing_ = false;
  if (!one_way_.empty()) runtime_->post([self = self()] { self->complete_one_way(); });
}

/// Everything that may be sent becomes in flight; its pieces in one sequence.
std::vector<Slice> Pipeline::start_waiting() {
  std::vector<Slice> pieces;
  while (may_send()) {
    Waiting next = own_.empty() ? waiting_.pop() : own_.pop();
    next.request.correlation_id = in_flight_.next_correlation_id();
    put_correlation_id(next.pieces.front(), next.request.correlation_id);
    if (counters_) {
      counters_->requests.add(1);
      for (const Slice& piece : next.pieces) counters_->bytes_sent.add(piece.size());
    }
    if (pieces.empty()) pieces = std::move(next.pieces);
    else
      for (Slice& piece : next.pieces) pieces.push_back(std::move(piece));
    if (next.expects_response) in_flight_.push(std::move(next.request));
    else one_way_.push(std::move(next.request));
  }
  return pieces;
}

void Pipeline::on_written(Result<void> result) {
  writing_ = false;
  if (!open_) return;
  if (!result) return close(explain_end(result.error()));
  last_used_ = runtime_->now();
  complete_one_way();
  flush();
}

/// Requests without an answer are done when they were written. Another write may have begun meanwhile: then they wait for its end, too.
void Pipeline::complete_one_way() {
  while (open_ && !writing_ && !one_way_.empty()) {
    PendingRequest done = one_way_.pop();
    if (counters_) counters_->answers.add(1);
    done.handler(Slice());
  }
  close_if_unused();
}

// --- reading

void Pipeline::read_more() {
  if (!open_) return;
  transport_->read_some(frames_.space(), [self = self()](Result<std::size_t> size) { self->on_read(std::move(size)); });
}

void Pipeline::on_read(Result<std::size_t> size) {
  if (!open_) return;
  if (!size) return close(explain_end(size.error()));
  last_used_ = runtime_->now();
  frames_.filled(*size);
  dispatching_ = true;
  try {
    dispatch_frames();
  } catch (const std::bad_alloc&) {
    close(Error(ErrorCode::frame_too_large, "there is no memory for the broker's response (" + frames_.progress() + " read)"));
  }
  dispatching_ = false;
  flush();
  close_if_unused();
  read_more();
}

void Pipeline::dispatch_frames() {
  while (open_) {
    Result<std::optional<Slice>> frame = frames_.next();
    if (!frame) return close(frame.error());
    if (!*frame || !dispatch(**std::move(frame))) return;
  }
}

/// Hands one response to its request; false when the stream can't be trusted any more.
bool Pipeline::dispatch(Slice frame) {
  wire::Decoder in(frame);
  const auto correlation_id = wire::Decoder(frame).integer<std::int32_t>();
  std::optional<PendingRequest> request = in_flight_.take(correlation_id);
  if (!request) {
    close(Error(ErrorCode::protocol_error,
                in_flight_.empty() ? "the broker sent a response (correlation id " + std::to_string(correlation_id) + ") to no request"
                                   : "the broker answered correlation id " + std::to_string(correlation_id) + " where " +
                                         std::to_string(in_flight_.oldest().correlation_id) + " was next"));
    return false;
  }
  wire::decode_response_header(in, request->response_header_version);
  if (in.failed()) {
    const Error error(ErrorCode::protocol_error, "the response's header can't be read: " + in.failure());
    close(error);
    request->handler(failure_of(*request, error, Fate::possibly_sent));
    return false;
  }
  ++answers_;
  if (counters_) {
    counters_->answers.add(1);
    counters_->bytes_received.add(frame.size());
    counters_->latency_us.add(static_cast<std::uint64_t>(std::max<Duration::rep>((last_used_ - request->submitted) / 1us, 0)));
  }
  request->handler(frame.share(in.rest()));
  return true;
}

// --- time

void Pipeline::throttle(Duration wait) {
  if (wait <= Duration::zero()) return;
  throttled_until_ = std::max(throttled_until_, after(runtime_->now(), wait));
  if (counters_) counters_->throttle_nanoseconds.add(static_cast<std::uint64_t>(wait.count()));
  if (!waiting_.empty()) wake_at(throttled_until_);
}

/// Arms the one timer. It is left alone when it runs out earlier anyway: with equal timeouts no request ever touches it, and it is looked at
/// again only when it has run out.
void Pipeline::wake_at(TimePoint when) {
  if (!open_ || when >= armed_for_) return;
  armed_for_ = when;
  timer_->wait_until(when, [weak = std::weak_ptr<Connection>(shared_from_this())] {
    if (const auto self = weak.lock()) static_cast<Pipeline&>(*self).on_timer();
  });
}

void Pipeline::on_timer() {
  const auto keep = self();
  armed_for_ = never;
  if (!open_) return;
  const TimePoint now = runtime_->now();
  if (!own_.empty() && own_[0].request.deadline <= now)
    return close(Error(ErrorCode::timed_out, "the connection could not be authenticated in time: the broker's quota held it back"));
  if (const PendingRequest* late = overdue(now)) {
    return close(Error(ErrorCode::timed_out, "no answer to " + request_text(*late) + " for " + spoken(now - late->submitted),
                       "the broker is overloaded or stopped, or the network drops packets"));
  }
  for (Outcome& outcome : expire_waiting(now)) outcome.handler(std::move(outcome.error));
  if (!open_) return;
  wake_at(earliest_deadline());
  flush();
  close_if_unused();
}

const PendingRequest* Pipeline::overdue(TimePoint now) const {
  for (std::size_t i = 0; i < in_flight_.size(); ++i)
    if (in_flight_[i].deadline <= now) return &in_flight_[i];
  for (std::size_t i = 0; i < one_way_.size(); ++i)
    if (one_way_[i].deadline <= now) return &one_way_[i];
  return nullptr;
}

std::vector<Pipeline::Outcome> Pipeline::expire_waiting(TimePoint now) {
  std::vector<Outcome> expired;
  for (std::size_t left = waiting_.size(); left > 0; --left) {
    Waiting waiting = waiting_.pop();
    if (waiting.request.deadline > now) {
      waiting_.push(std::move(waiting));
      continue;
    }
    const Error late(ErrorCode::timed_out, throttled(now) ? "the broker's quota held the request back until its deadline"
                                           : held_        ? "the request waited for the connection's authentication until its deadline"
                                                          : "the request waited for others until its deadline");
    Error error = failure_of(waiting.request, late, Fate::not_sent);
    expired.push_back({std::move(waiting.request.handler), std::move(error)});
  }
  return expired;
}

TimePoint Pipeline::earliest_deadline() const {
  TimePoint earliest = in_flight_.earliest_deadline();
  for (std::size_t i = 0; i < one_way_.size(); ++i) earliest = std::min(earliest, one_way_[i].deadline);
  for (std::size_t i = 0; i < waiting_.size(); ++i) earliest = std::min(earliest, waiting_[i].request.deadline);
  for (std::size_t i = 0; i < own_.size(); ++i) earliest = std::min(earliest, own_[i].request.deadline);
  return earliest;
}

// --- the end

/// The peer hung up: what that means depends on how far the conversation had come.
Error Pipeline::explain_end(const Error& error) const {
  if (error.code() != ErrorCode::disconnected) return error;
  if (!frames_.at_boundary()) return Error(error.code(), error.cause() + " in the middle of a response (" + frames_.progress() + ")");
  if (answers_ == 0 && settings_->tls) {
    return Error(
        error.code(),
        "the port did its part of TLS, then closed the connection without answering the first request (" + error.cause() + ")",
        "a broker that refuses the client's certificate does this: ssl.keystore.location; so does a proxy without a broker behind it");
  }
  if (answers_ == 0) {
    return Error(error.code(),
                 "the port accepted the connection, then closed it without answering the first request (" + error.cause() + ")",
                 "a port that wants TLS does this: set security.protocol (SSL or SASL_SSL); so does a broker that is still starting, or a "
                 "proxy (docker, "
                 "load balancer) without a broker behind it");
  }
  if (answers_ == 1 && !in_flight_.empty() && !settings_->sasl) { // ApiVersions is the one request that a SASL listener answers to anybody
    const std::string hint = std::string("set security.protocol=") + (settings_->tls ? "SASL_SSL" : "SASL_PLAINTEXT") +
                             " with sasl.mechanism, or use the port of a listener without SASL";
    // Once it may be a broker that is just being stopped. Where each connection so far was answered this and no more, it is not.
    const bool by_accident = !counters_ || counters_->connections.get() < surely_no_accident ||
                             counters_->answers.get() != counters_->connections.get() || error.cause() != stream_ended().cause();
    if (by_accident) return error.with_hint("if the listener wants SASL it closes at the first request like this: " + hint);
    return Error(ErrorCode::illegal_sasl_state,
                 "the broker answers what it speaks, then closes each connection at the first request: the listener wants SASL", hint);
  }
  return error;
}

Error Pipeline::failure_of(const PendingRequest& request, const Error& reason, Fate fate) const {
  ErrorContext context;
  context.doing = request_text(request);
  context.broker = broker_text(endpoint_, node_id_);
  context.fate = fate;
  return reason.with(context);
}

void Pipeline::shut() {
  open_ = false;
  timer_->cancel();
  transport_->close();
}

void Pipeline::close(Error reason) {
  if (!open_) return;
  shut();
  ErrorContext context;
  context.broker = broker_text(endpoint_, node_id_);
  closed_by_ = reason.with(context);
  runtime_->log(LogLevel::debug, "net", [&] { return "connection closed: " + closed_by_->message(); });
  // Who waits behind the request that timed out has not timed out himself.
  const Error for_others = reason.code() == ErrorCode::timed_out
                               ? Error(ErrorCode::disconnected, "the connection was given up: " + reason.cause(), reason.hint())
                               : reason;
  const TimePoint now = runtime_->now();
  if (counters_) counters_->failures.add(in_flight_.size() + one_way_.size());
  std::vector<Outcome> outcomes;
  const auto fail = [&](PendingRequest request, Fate fate) {
    Error error = failure_of(request, request.deadline <= now ? reason : for_others, fate);
    outcomes.push_back({std::move(request.handler), std::move(error)});
  };
  while (!in_flight_.empty()) fail(in_flight_.pop(), Fate::possibly_sent);
  while (!one_way_.empty()) fail(one_way_.pop(), Fate::possibly_sent);
  while (!own_.empty()) fail(own_.pop().request, Fate::not_sent);
  while (!waiting_.empty()) fail(waiting_.pop().request, Fate::not_sent);
  runtime_->post([self = self(), failed = std::move(outcomes)]() mutable {
    for (Outcome& outcome : failed) outcome.handler(std::move(outcome.error));
    if (self->on_close_) std::exchange(self->on_close_, nullptr)(*self->closed_by_);
  });
}

void Pipeline::on_close(UniqueFunction<void(const Error&)> handler) {
  on_close_ = std::move(handler);
  if (open_) return;
  runtime_->post([self = self()] {
    if (self->on_close_) std::exchange(self->on_close_, nullptr)(*self->closed_by_);
  });
}

void Pipeline::released() {
  released_ = true;
  on_close_ = nullptr;
  if (!dispatching_) close_if_unused();
}

void Pipeline::close_if_unused() {
  if (!released_ || !open_ || in_flight() > 0) return;
  closed_by_ = Error(ErrorCode::closed, "the connection was not used any more");
  shut();
}

} // namespace klamm::net
