// Who may do what: access control lists, users' SCRAM credentials, quotas.
#pragma once

#include <klamm/admin_acls.hpp>
#include <klamm/admin_users.hpp>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/frame/failure.hpp"
#include "cli/frame/frame.hpp"

namespace klamm::cli {

struct AclsOptions {
  std::vector<std::string> principals, hosts, operations;
  std::vector<std::string> topics, groups, transactional_ids, users; ///< the resources
  bool cluster = false;                                              ///< the cluster itself is a resource
  std::string pattern;                                               ///< how names are read: literal, prefixed; in filters also match, any
  std::string permission;                                            ///< list, remove: only of this: allow or deny
  bool deny = false;                                                 ///< add: takes instead of gives
  bool producer = false, consumer = false;                           ///< add: what such a client needs
  bool all = false;                                                  ///< remove: every one
  bool dry_run = false, execute = false;
};

struct UsersOptions {
  std::vector<std::string> users;
  std::vector<std::string> mechanisms;
  std::int32_t iterations = ScramChange::default_iterations;
  std::string password_file; ///< its first line; "-": standard input's
  bool dry_run = false, execute = false;
};

struct QuotasOptions {
  std::string user, client_id, ip;
  bool default_user = false, default_client_id = false, default_ip = false;
  std::vector<std::string> quotas; ///< set: NAME=VALUE; remove: NAME
  bool dry_run = false, execute = false;
};

struct TokensOptions {
  std::vector<std::string> ids;    ///< renew, expire: token ids
  std::vector<std::string> owners; ///< list: whose; create: as whom it acts, one at most
  std::vector<std::string> renewers;
  std::string lifetime; ///< create: until when it can be renewed; renew, expire: from now on
  bool show_hmac = false;
  bool dry_run = false, execute = false;
};

ExitCode list_acls(const AclsOptions& options, const Frame& frame);
ExitCode add_acls(const AclsOptions& options, const Frame& frame);
ExitCode remove_acls(const AclsOptions& options, const Frame& frame);

ExitCode list_users(const UsersOptions& options, const Frame& frame);
ExitCode set_user(const UsersOptions& options, const Frame& frame);
ExitCode remove_users(const UsersOptions& options, const Frame& frame);

ExitCode list_quotas(const QuotasOptions& options, const Frame& frame);
ExitCode set_quotas(const QuotasOptions& options, const Frame& frame);
ExitCode remove_quotas(const QuotasOptions& options, const Frame& frame);

ExitCode list_tokens(const TokensOptions& options, const Frame& frame);
ExitCode create_token(const TokensOptions& options, const Frame& frame);
ExitCode renew_tokens(const TokensOptions& options, const Frame& frame);
ExitCode expire_tokens(const TokensOptions& options, const Frame& frame);

/// "alice" as "User:alice".
std::string principal_of(const std::string& name);

/// The ACLs that `acls add` makes of its options. Throws Failure where something is missing.
std::vector<AclBinding> acls_to_add(const AclsOptions& options);
/// What `acls list` and `remove` look for. Throws Failure.
std::vector<AclFilter> acl_filters(const AclsOptions& options);

/// As Kafka writes them: "DESCRIBE_CONFIGS", "TRANSACTIONAL_ID", "PREFIXED", "ALLOW".
std::string_view acl_operation_name(AclOperation operation) noexcept;
std::string_view acl_resource_name(AclResourceType type) noexcept;
std::string_view acl_pattern_name(AclPattern pattern) noexcept;
std::string_view acl_permission_name(AclPermission permission) noexcept;
std::string_view scram_mechanism_name(ScramMechanism mechanism) noexcept;

/// Whom a quota is for. Throws Failure where nobody is named, or an address beside a user.
QuotaEntity quota_entity(const QuotasOptions& options);
/// "producer_byte_rate=1e6". Throws Failure.
std::pair<std::string, double> parse_quota(const std::string& text);

} // namespace klamm::cli
