// How a client proves who it is, beyond what the configuration can say: mechanisms of one's own, and where access tokens come from.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "klamm/export.hpp"
#include "klamm/result.hpp"
#include "klamm/secret.hpp"

namespace klamm {

/// The broker that a client authenticates to.
struct SaslPeer {
  std::string host;
  std::uint16_t port = 0;
  bool encrypted = false; ///< the connection is TLS
};

/// One authentication on one connection: steps of bytes, without I/O. Used by one thread at a time.
class KLAMM_EXPORT SaslExchange {
public:
  virtual ~SaslExchange() = default;
  /// The next message to the broker, in answer to `challenge`, which is empty at first. Nothing: the exchange is over, and the broker is who
  /// it should be. An error ends the connection; its text must not contain secrets.
  virtual Result<std::optional<Secret>> step(std::string_view challenge) = 0;
  /// Whether the next step takes long (more than a fraction of a millisecond): it is then made on another thread, while the client goes on.
  virtual bool is_slow() const { return false; }
};

/// A SASL mechanism: makes an exchange for each connection, and for each re-authentication (KIP-368). For mechanisms of one's own: set
/// `SaslConfig::plugin`.
class KLAMM_EXPORT SaslMechanism {
public:
  /// Told once what `begin` has come to.
  using Begun = std::function<void(Result<std::unique_ptr<SaslExchange>>)>;
  virtual ~SaslMechanism() = default;
  /// The name that brokers know it by, e.g. "SCRAM-SHA-512".
  virtual std::string name() const = 0;
  /// Who logs in, for errors and logs; no secrets. Empty where it is not known.
  virtual std::string who() const { return {}; }
  /// Makes an exchange; called on the client's executor. `done` may be called within this call or later, on any thread.
  virtual void begin(const SaslPeer& peer, Begun done) = 0;
};

/// An access token for OAUTHBEARER, as RFC 7628 sends it.
struct OauthbearerToken {
  Secret value; ///< the token itself, usually a JWT
  /// When it expires; unset: taken from a JWT's exp claim, or never renewed before it is refused.
  std::optional<std::chrono::system_clock::time_point> expires{};
  std::map<std::string, std::string> extensions{}; ///< further key-value pairs for the broker (KIP-342)
};

/// Where tokens come from: called on the client's executor when one is needed, and again before it expires. `done` is called once, within the call or
/// later, on any thread (at the end of a coroutine, say).
using OauthbearerTokenProvider = std::function<void(std::function<void(Result<OauthbearerToken>)> done)>;

} // namespace klamm
