// SASL over a connection: SaslHandshake, then SaslAuthenticate until the mechanism says that it is over (KIP-43, KIP-152). Where the broker limits the
// session (KIP-368) it is done again in line before the end: what is submitted meanwhile waits, what is in flight is answered first.
// One object per connection, kept by its Pipeline. The executor's.
#pragma once

#include "net/pipeline.hpp"
#include "net/sasl_login.hpp"

namespace klamm::net {

class Authentication : public std::enable_shared_from_this<Authentication> {
public:
  using Handler = UniqueFunction<void(Result<void>)>;

  Authentication(std::shared_ptr<Runtime> runtime, const std::shared_ptr<Pipeline>& pipeline, std::shared_ptr<SaslLogin> login,
                 std::shared_ptr<const ConnectionSettings> settings);

  /// The first time. Errors: sasl_authentication_failed, unsupported_sasl_mechanism, illegal_sasl_state, which say what to change; and those of the
  /// connection.
  void start(TimePoint deadline, Handler handler);

private:
  void begin();
  void begun(Result<std::unique_ptr<SaslExchange>> exchange);
  void shake_hands();
  void on_handshake(Result<Slice> body, std::int16_t version);
  void step(std::string challenge);
  void stepped(Result<std::optional<Secret>> message);
  void send(const Secret& message);
  void on_answer(Result<Slice> body, std::int16_t version);
  void succeeded();
  void failed(const Error& error);

  void schedule();
  void again();
  Error refused(ErrorCode code, std::string_view told) const;
  SaslPeer peer() const;

  std::shared_ptr<Runtime> runtime_;
  std::weak_ptr<Pipeline> pipeline_; // it owns this
  std::shared_ptr<SaslLogin> login_;
  std::shared_ptr<const ConnectionSettings> settings_;
  std::shared_ptr<SaslMechanism> mechanism_; // of this exchange; the broker accepts no other one later
  std::shared_ptr<SaslExchange> exchange_;   // shared with the thread that makes a slow step
  Handler handler_;                          // set while authenticating for the first time
  TimePoint deadline_ = never;
  TimePoint session_ends_ = never;
  Duration lifetime_{0};
  std::unique_ptr<Timer> timer_;
  int rounds_ = 0;
};

} // namespace klamm::net
