// The admin client's calls about delegation tokens: short-lived credentials that an authenticated user gives to its workers.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "klamm/detail/admin_calls.hpp"
#include "klamm/result.hpp"
#include "klamm/secret.hpp"
#include "klamm/timestamp.hpp"

namespace klamm {

/// A delegation token (KIP-48). Workers log in with it by SCRAM: `token_id` is the user, `password()` the password, and `tokenauth=true` stands in
/// sasl.jaas.config. Principals are written as in ACLs: "User:alice".
struct KLAMM_EXPORT DelegationToken {
  std::string token_id;
  std::string owner;                 ///< as whom it acts
  std::string requester;             ///< who asked for it (KIP-373); the owner where brokers are older than 3.3
  Timestamp issue_time = 0;          ///< milliseconds since the epoch, as are:
  Timestamp expiry_time = 0;         ///< until when it is good unless it is renewed
  Timestamp max_time = 0;            ///< until when it can be renewed
  std::vector<std::string> renewers; ///< who may renew it beside its owner; filled where tokens are described
  Secret hmac;                       ///< its bytes; renewing and expiring take them

  /// The HMAC in Base64: the password of logins by SCRAM, and what kafka-delegation-tokens.sh prints and takes.
  Secret password() const;
  /// The bytes of an HMAC in Base64. Error: invalid_request where it is not.
  static Result<Secret> hmac_of(std::string_view base64);
};

/// How a token is made.
struct CreateTokenOptions {
  std::optional<std::chrono::milliseconds> timeout{};      ///< `default.api.timeout.ms` by default
  std::string owner{};                                     ///< "User:alice"; by default who asks (KIP-373; brokers from 3.3 on)
  std::vector<std::string> renewers{};                     ///< who may renew it beside its owner
  std::optional<std::chrono::milliseconds> max_lifetime{}; ///< by default, and at most, the brokers' delegation.token.max.lifetime.ms
};
/// How a token is renewed.
struct RenewTokenOptions {
  std::optional<std::chrono::milliseconds> timeout{};
  std::optional<std::chrono::milliseconds> period{}; ///< from now on; by default the brokers' delegation.token.expiry.time.ms
};
/// How a token is ended.
struct ExpireTokenOptions {
  std::optional<std::chrono::milliseconds> timeout{};
  std::optional<std::chrono::milliseconds> period{}; ///< from now on; by default it is good for nothing at once
};
/// Which tokens are described.
struct DescribeTokensOptions {
  std::optional<std::chrono::milliseconds> timeout{};
  std::vector<std::string> owners{}; ///< "User:alice"; empty: of all whose tokens this client may see
};

/// Delegation tokens (KIP-48). As all families of an Admin's calls: from any thread, blocking or with a completion token. Brokers need
/// delegation.token.secret.key, and give tokens only to clients that log in by SASL (not with a token itself) or by a TLS certificate.
class KLAMM_EXPORT AdminTokens : public virtual detail::AdminCalls {
public:
  /// Makes a token. One whose answer was lost is made again: the first is then known to nobody, and expires. Errors: delegation_token_auth_disabled,
  /// delegation_token_request_not_allowed, delegation_token_authorization_failed, invalid_principal_type, …
  Result<DelegationToken> create_delegation_token(const CreateTokenOptions& options = {});
  template <class Token>
  auto create_delegation_token_async(const CreateTokenOptions& options, Token&& token) {
    return async(creating_token(options), std::forward<Token>(token));
  }

  /// Prolongs a token; gives when it expires now. Errors: delegation_token_not_found, delegation_token_expired, delegation_token_owner_mismatch (neither owner
  /// nor renewer), …
  Result<Timestamp> renew_delegation_token(const Secret& hmac, const RenewTokenOptions& options = {});
  template <class Token>
  auto renew_delegation_token_async(const Secret& hmac, const RenewTokenOptions& options, Token&& token) {
    return async(renewing_token(hmac, options), std::forward<Token>(token));
  }

  /// Ends a token, at once or later; gives when. Errors as for renewing.
  Result<Timestamp> expire_delegation_token(const Secret& hmac, const ExpireTokenOptions& options = {});
  template <class Token>
  auto expire_delegation_token_async(const Secret& hmac, const ExpireTokenOptions& options, Token&& token) {
    return async(expiring_token(hmac, options), std::forward<Token>(token));
  }

  /// Tokens with their HMACs, oldest first. Errors: delegation_token_auth_disabled, delegation_token_request_not_allowed, …
  Result<std::vector<DelegationToken>> describe_delegation_tokens(const DescribeTokensOptions& options = {});
  template <class Token>
  auto describe_delegation_tokens_async(const DescribeTokensOptions& options, Token&& token) {
    return async(describing_tokens(options), std::forward<Token>(token));
  }

protected:
  AdminTokens() noexcept;
  ~AdminTokens();

private:
  detail::AdminStart<DelegationToken> creating_token(const CreateTokenOptions& options) const;
  detail::AdminStart<Timestamp> renewing_token(const Secret& hmac, const RenewTokenOptions& options) const;
  detail::AdminStart<Timestamp> expiring_token(const Secret& hmac, const ExpireTokenOptions& options) const;
  detail::AdminStart<std::vector<DelegationToken>> describing_tokens(const DescribeTokensOptions& options) const;
};

} // namespace klamm
