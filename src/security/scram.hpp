// SCRAM-SHA-256 and -512 (RFC 5802, RFC 7677): neither side shows the password, and the broker proves that it knows it, too.
// The exchange is pure: its nonce is given. The slow step (PBKDF2) is remembered by the mechanism for as long as salt and iterations stay.
#pragma once

#include <mutex>

#include "klamm/sasl.hpp"
#include "security/crypto.hpp"

namespace klamm::security {

struct ScramCredentials {
  Hash hash = Hash::sha256;
  std::string username;
  Secret password;
  bool is_token = false; ///< a delegation token's id and HMAC (KIP-48)
};

/// The last salted password; the keys of all that it depends on but the password, which belongs to the mechanism that owns this. Any thread.
class SaltedPasswordCache {
public:
  std::optional<Secret> find(std::string_view salt, int iterations) const;
  void keep(std::string_view salt, int iterations, const Secret& salted);

private:
  mutable std::mutex mutex_;
  std::string salt_;
  int iterations_ = 0;
  Secret salted_;
};

class ScramExchange final : public SaslExchange {
public:
  ScramExchange(ScramCredentials credentials, std::string nonce, std::shared_ptr<SaltedPasswordCache> cache);
  Result<std::optional<Secret>> step(std::string_view challenge) override;
  bool is_slow() const override { return state_ == State::first_sent; }

private:
  enum class State : std::uint8_t { begin, first_sent, final_sent, over };
  Result<std::optional<Secret>> answer_first(std::string_view server_first);
  Result<std::optional<Secret>> check_final(std::string_view server_final);

  ScramCredentials credentials_;
  std::string nonce_;
  std::shared_ptr<SaltedPasswordCache> cache_;
  State state_ = State::begin;
  std::string client_first_bare_;
  Secret server_signature_;
};

std::shared_ptr<SaslMechanism> make_scram(ScramCredentials credentials);

} // namespace klamm::security
