// SASL/GSSAPI (RFC 4752) on one connection: Kerberos' tokens until both sides are known, then the agreement to use no security layer. The first step asks the
// ticket cache or the KDC and may take seconds.
#pragma once

#include <memory>
#include <mutex>
#include <string>

#include "gssapi/handles.hpp"
#include "gssapi/kerberos_errors.hpp"
#include "klamm/sasl.hpp"

namespace klamm::gssapi {

/// What a mechanism's exchanges share: where tickets are kept.
class Tickets {
public:
  explicit Tickets(KerberosSettings settings);
  Tickets(const Tickets&) = delete;
  Tickets& operator=(const Tickets&) = delete;
  ~Tickets(); ///< tickets got with a keytab are wiped

  const KerberosSettings& settings() const noexcept { return settings_; }
  /// Tickets with what is in the keytab or cache, and new ones where those end soon.
  KerberosRefusal acquire(Credential& credential) const;
  /// Held while tickets are asked for: one renewal is enough, and nobody reads the cache meanwhile.
  std::mutex& mutex() noexcept { return mutex_; }

private:
  KerberosSettings settings_;
  std::string memory_cache_; ///< of tickets got with the keytab; this mechanism's alone
  std::mutex mutex_;
};

class GssapiExchange final : public SaslExchange {
public:
  GssapiExchange(std::shared_ptr<Tickets> tickets, std::string host) : tickets_(std::move(tickets)), host_(std::move(host)) {}
  GssapiExchange(const GssapiExchange&) = delete;
  GssapiExchange& operator=(const GssapiExchange&) = delete;
  ~GssapiExchange() override;
  Result<std::optional<Secret>> step(std::string_view challenge) override;
  bool is_slow() const override { return state_ == State::begin; }

private:
  enum class State : std::uint8_t { begin, tokens, layer, answered, over };
  Result<std::optional<Secret>> begin();
  Result<std::optional<Secret>> next_token(std::string_view challenge);
  Result<std::optional<Secret>> choose_layer(std::string_view challenge);
  Error refused(OM_uint32 major, OM_uint32 minor) const { return kerberos_error(describe(major, minor), tickets_->settings(), host_); }

  std::shared_ptr<Tickets> tickets_;
  std::string host_;
  State state_ = State::begin;
  Credential credential_;
  Name service_;
  gss_ctx_id_t context_ = GSS_C_NO_CONTEXT;
};

} // namespace klamm::gssapi
