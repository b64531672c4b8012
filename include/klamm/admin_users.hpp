// The admin client's calls about users: their SCRAM credentials, and the quotas of users, client ids and addresses.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "klamm/admin_results.hpp"
#include "klamm/detail/admin_calls.hpp"
#include "klamm/secret.hpp"

namespace klamm {

/// A SCRAM mechanism; the numbers are the protocol's.
enum class ScramMechanism : std::int8_t { unknown = 0, scram_sha_256 = 1, scram_sha_512 = 2 };

/// A credential as brokers tell it: never the password or what is made of it.
struct ScramCredential {
  ScramMechanism mechanism = ScramMechanism::unknown;
  std::int32_t iterations = 0;
};

/// A change of a user's credentials.
class ScramChange {
public:
  static constexpr std::int32_t default_iterations = 4096;
  /// Makes the credential of this mechanism, or replaces it. The password is salted and hashed before anything is sent. 4096…16384 iterations.
  static ScramChange set(ScramMechanism mechanism, Secret password, std::int32_t iterations = default_iterations) {
    return {mechanism, std::move(password), iterations};
  }
  /// Takes the credential away.
  static ScramChange remove(ScramMechanism mechanism) { return {mechanism, std::nullopt, 0}; }

  ScramMechanism mechanism() const noexcept { return mechanism_; }
  const std::optional<Secret>& password() const noexcept { return password_; } ///< nothing where it is removed
  std::int32_t iterations() const noexcept { return iterations_; }

private:
  ScramChange(ScramMechanism mechanism, std::optional<Secret> password, std::int32_t iterations)
      : mechanism_(mechanism), password_(std::move(password)), iterations_(iterations) {}
  ScramMechanism mechanism_;
  std::optional<Secret> password_;
  std::int32_t iterations_;
};

/// The changes of one user's credentials: made one after the other, up to the first that is refused.
struct ScramUserChanges {
  std::string user;
  std::vector<ScramChange> changes;

  ScramUserChanges(std::string of, std::vector<ScramChange> what) : user(std::move(of)), changes(std::move(what)) {}
};

/// Whom a quota is for: a user, a client id, both, or an address; each by name or as the default of those that have none of their own (KIP-546).
class QuotaEntity {
public:
  static QuotaEntity user(std::string name) { return {"user", std::move(name)}; }
  static QuotaEntity default_user() { return {"user", std::nullopt}; }
  static QuotaEntity client_id(std::string name) { return {"client-id", std::move(name)}; }
  static QuotaEntity default_client_id() { return {"client-id", std::nullopt}; }
  static QuotaEntity ip(std::string address) { return {"ip", std::move(address)}; } ///< for connection_creation_rate (KIP-612)
  static QuotaEntity default_ip() { return {"ip", std::nullopt}; }
  /// Of this user, only with that client id.
  QuotaEntity with_client_id(std::string name) const { return with("client-id", std::move(name)); }
  QuotaEntity with_default_client_id() const { return with("client-id", std::nullopt); }

  /// As brokers have it: kinds ("user", "client-id", "ip") and names; no name stands for the default.
  explicit QuotaEntity(std::map<std::string, std::optional<std::string>> parts) : parts_(std::move(parts)) {}
  const std::map<std::string, std::optional<std::string>>& parts() const noexcept { return parts_; }
  auto operator<=>(const QuotaEntity&) const = default;

private:
  QuotaEntity(const char* kind, std::optional<std::string> name) { parts_.emplace(kind, std::move(name)); }
  QuotaEntity with(const char* kind, std::optional<std::string> name) const {
    QuotaEntity both = *this;
    both.parts_.insert_or_assign(kind, std::move(name));
    return both;
  }
  std::map<std::string, std::optional<std::string>> parts_;
};

/// The changes of one entity's quotas: all of them, or none.
struct QuotaChanges {
  QuotaEntity entity;
  std::map<std::string, std::optional<double>> changes; ///< e.g. {"producer_byte_rate", 1e6}; no value takes the quota away

  QuotaChanges(QuotaEntity of, std::map<std::string, std::optional<double>> what) : entity(std::move(of)), changes(std::move(what)) {}
};

/// The quotas that one entity was given.
struct ClientQuotas {
  QuotaEntity entity;
  std::map<std::string, double> quotas; ///< by name: "producer_byte_rate", "consumer_byte_rate" (bytes a second), "request_percentage", …
};

/// Which quotas are described: those whose entity has each of these kinds as it is wanted. As it is made it fits all.
class QuotaFilter {
public:
  /// What is wanted of a kind of entity; the numbers are the protocol's.
  enum class Match : std::int8_t { name = 0, fallback = 1, any = 2 };

  QuotaFilter& name(std::string kind, std::string name) { return add(std::move(kind), Match::name, std::move(name)); }
  /// The default of the kind.
  QuotaFilter& fallback(std::string kind) { return add(std::move(kind), Match::fallback, {}); }
  /// Any name of the kind.
  QuotaFilter& any(std::string kind) { return add(std::move(kind), Match::any, {}); }
  /// Only entities without other kinds: user(a) without the quotas of a's client ids.
  QuotaFilter& strict() { return strict_ = true, *this; }

  const std::map<std::string, std::pair<Match, std::string>>& parts() const noexcept { return parts_; }
  bool is_strict() const noexcept { return strict_; }

private:
  QuotaFilter& add(std::string kind, Match match, std::string name) {
    parts_.insert_or_assign(std::move(kind), std::pair(match, std::move(name)));
    return *this;
  }
  std::map<std::string, std::pair<Match, std::string>> parts_;
  bool strict_ = false;
};

/// How credentials are described.
struct DescribeScramOptions {
  std::optional<std::chrono::milliseconds> timeout{}; ///< `default.api.timeout.ms` by default
};
/// How credentials are changed.
struct AlterScramOptions {
  std::optional<std::chrono::milliseconds> timeout{};
};
/// How quotas are described.
struct DescribeQuotasOptions {
  std::optional<std::chrono::milliseconds> timeout{};
};
/// How quotas are changed.
struct AlterQuotasOptions {
  std::optional<std::chrono::milliseconds> timeout{};
  bool validate_only = false; ///< only find out whether it would succeed
};

using DescribeScramResult = Results<std::string, std::vector<ScramCredential>>; ///< by user
using AlterScramResult = Results<std::string, void>;                            ///< by user
using AlterQuotasResult = Results<QuotaEntity, void>;                           ///< by entity

/// Users and quotas. As all families of an Admin's calls: from any thread, blocking or with a completion token, results item by item.
class KLAMM_EXPORT AdminUsers : public virtual detail::AdminCalls {
public:
  /// The SCRAM credentials of these users, or (`{}`) of all (KIP-554; brokers from 2.7 on). Errors of a user: resource_not_found, …
  Result<DescribeScramResult> describe_user_scram_credentials(std::vector<std::string> users = {},
                                                              const DescribeScramOptions& options = {});
  template <class Token>
  auto describe_user_scram_credentials_async(std::vector<std::string> users, const DescribeScramOptions& options, Token&& token) {
    return async(describing_scram(std::move(users), options), std::forward<Token>(token));
  }

  /// Makes, replaces and removes SCRAM credentials (KIP-554; brokers from 2.7 on). Errors of a user: unacceptable_credential, resource_not_found (there
  /// was nothing to remove), cluster_authorization_failed, …
  Result<AlterScramResult> alter_user_scram_credentials(std::vector<ScramUserChanges> users, const AlterScramOptions& options = {});
  template <class Token>
  auto alter_user_scram_credentials_async(std::vector<ScramUserChanges> users, const AlterScramOptions& options, Token&& token) {
    return async(altering_scram(std::move(users), options), std::forward<Token>(token));
  }

  /// The quotas that fit, by entity (KIP-546; brokers from 2.6 on).
  Result<std::vector<ClientQuotas>> describe_client_quotas(QuotaFilter filter = {}, const DescribeQuotasOptions& options = {});
  template <class Token>
  auto describe_client_quotas_async(QuotaFilter filter, const DescribeQuotasOptions& options, Token&& token) {
    return async(describing_quotas(std::move(filter), options), std::forward<Token>(token));
  }

  /// Sets and removes quotas (KIP-546; brokers from 2.6 on). Errors of an entity: invalid_request, cluster_authorization_failed, …
  Result<AlterQuotasResult> alter_client_quotas(std::vector<QuotaChanges> entities, const AlterQuotasOptions& options = {});
  template <class Token>
  auto alter_client_quotas_async(std::vector<QuotaChanges> entities, const AlterQuotasOptions& options, Token&& token) {
    return async(altering_quotas(std::move(entities), options), std::forward<Token>(token));
  }

protected:
  AdminUsers() noexcept;
  ~AdminUsers();

private:
  detail::AdminStart<DescribeScramResult> describing_scram(std::vector<std::string> users, const DescribeScramOptions& options) const;
  detail::AdminStart<AlterScramResult> altering_scram(std::vector<ScramUserChanges> users, const AlterScramOptions& options) const;
  detail::AdminStart<std::vector<ClientQuotas>> describing_quotas(QuotaFilter filter, const DescribeQuotasOptions& options) const;
  detail::AdminStart<AlterQuotasResult> altering_quotas(std::vector<QuotaChanges> entities, const AlterQuotasOptions& options) const;
};

} // namespace klamm
