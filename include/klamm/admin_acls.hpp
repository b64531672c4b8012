// The admin client's calls about access control lists.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "klamm/admin_results.hpp"
#include "klamm/admin_types.hpp"
#include "klamm/detail/admin_calls.hpp"

namespace klamm {

/// What an ACL is about; the numbers are the protocol's.
enum class AclResourceType : std::int8_t {
  unknown = 0,
  any = 1, ///< in filters
  topic = 2,
  group = 3,
  cluster = 4,
  transactional_id = 5,
  delegation_token = 6,
  user = 7, ///< who may act for whom with delegation tokens (KIP-373; brokers from 3.3 on)
};

/// How the name of an ACL's resource is read (KIP-290); the numbers are the protocol's.
enum class AclPattern : std::int8_t {
  unknown = 0,
  any = 1,      ///< in filters: literal and prefixed ones
  match = 2,    ///< in filters: all that apply to the resource of this name: literal, "*", and prefixes of it
  literal = 3,  ///< this name; "*" stands for all
  prefixed = 4, ///< all names that begin so
};

/// Whether an ACL gives or takes; the numbers are the protocol's.
enum class AclPermission : std::int8_t {
  unknown = 0,
  any = 1, ///< in filters
  deny = 2,
  allow = 3,
};

/// The resources that an ACL is about.
struct AclResource {
  AclResourceType type;
  std::string name;
  AclPattern pattern;

  AclResource(AclResourceType kind, std::string called, AclPattern read_as = AclPattern::literal)
      : type(kind), name(std::move(called)), pattern(read_as) {}
  static AclResource topic(std::string name) { return {AclResourceType::topic, std::move(name)}; }
  static AclResource topics_from(std::string prefix) { return {AclResourceType::topic, std::move(prefix), AclPattern::prefixed}; }
  static AclResource group(std::string name) { return {AclResourceType::group, std::move(name)}; }
  static AclResource groups_from(std::string prefix) { return {AclResourceType::group, std::move(prefix), AclPattern::prefixed}; }
  static AclResource cluster() { return {AclResourceType::cluster, "kafka-cluster"}; }
  static AclResource transactional_id(std::string id) { return {AclResourceType::transactional_id, std::move(id)}; }

  auto operator<=>(const AclResource&) const = default;
};

/// An ACL: what a principal may (or may not) do to resources, from a host.
struct AclBinding {
  AclResource resource;
  std::string principal; ///< "User:alice"; "User:*" for everybody
  AclOperation operation;
  AclPermission permission;
  std::string host; ///< an address, or "*"

  AclBinding(AclResource to, std::string who, AclOperation what, AclPermission gives_or_takes = AclPermission::allow,
             std::string from = "*")
      : resource(std::move(to)), principal(std::move(who)), operation(what), permission(gives_or_takes), host(std::move(from)) {}

  auto operator<=>(const AclBinding&) const = default;
};

/// Which ACLs are meant: those that fit all of it. As it is made it fits all.
class AclFilter {
public:
  AclFilter() = default;
  /// Exactly this one.
  static AclFilter of(const AclBinding& acl) {
    AclFilter filter;
    filter.resource_type(acl.resource.type).resource_name(acl.resource.name).pattern(acl.resource.pattern);
    return filter.principal(acl.principal).host(acl.host).operation(acl.operation).permission(acl.permission);
  }
  AclFilter& resource_type(AclResourceType type) { return type_ = type, *this; }
  AclFilter& resource_name(std::string name) { return name_ = std::move(name), *this; }
  AclFilter& pattern(AclPattern pattern) { return pattern_ = pattern, *this; }
  AclFilter& principal(std::string principal) { return principal_ = std::move(principal), *this; }
  AclFilter& host(std::string host) { return host_ = std::move(host), *this; }
  AclFilter& operation(AclOperation operation) { return operation_ = operation, *this; }
  AclFilter& permission(AclPermission permission) { return permission_ = permission, *this; }

  AclResourceType resource_type() const noexcept { return type_; }
  const std::optional<std::string>& resource_name() const noexcept { return name_; }
  AclPattern pattern() const noexcept { return pattern_; }
  const std::optional<std::string>& principal() const noexcept { return principal_; }
  const std::optional<std::string>& host() const noexcept { return host_; }
  AclOperation operation() const noexcept { return operation_; }
  AclPermission permission() const noexcept { return permission_; }

  auto operator<=>(const AclFilter&) const = default;

private:
  AclResourceType type_ = AclResourceType::any;
  std::optional<std::string> name_;
  AclPattern pattern_ = AclPattern::any;
  std::optional<std::string> principal_, host_;
  AclOperation operation_ = AclOperation::any;
  AclPermission permission_ = AclPermission::any;
};

/// How ACLs are created.
struct CreateAclsOptions {
  std::optional<std::chrono::milliseconds> timeout{}; ///< `default.api.timeout.ms` by default
};
/// How ACLs are described.
struct DescribeAclsOptions {
  std::optional<std::chrono::milliseconds> timeout{};
};
/// How ACLs are deleted.
struct DeleteAclsOptions {
  std::optional<std::chrono::milliseconds> timeout{};
};

using CreateAclsResult = Results<AclBinding, void>;                     ///< by ACL
using DeleteAclsResult = Results<AclFilter, Results<AclBinding, void>>; ///< by filter: the ACLs that fitted it, and whether they are gone

/// Access control lists (KIP-140). As all families of an Admin's calls: from any thread, blocking or with a completion token, results item by item.
class KLAMM_EXPORT AdminAcls : public virtual detail::AdminCalls {
public:
  /// Creates ACLs; one that exists already is fine. Errors of an item: security_disabled (the brokers have no authorizer), invalid_request,
  /// cluster_authorization_failed, …
  Result<CreateAclsResult> create_acls(std::vector<AclBinding> acls, const CreateAclsOptions& options = {});
  template <class Token>
  auto create_acls_async(std::vector<AclBinding> acls, const CreateAclsOptions& options, Token&& token) {
    return async(creating_acls(std::move(acls), options), std::forward<Token>(token));
  }

  /// The ACLs that fit, in order. Errors: security_disabled, cluster_authorization_failed, …
  Result<std::vector<AclBinding>> describe_acls(AclFilter filter = {}, const DescribeAclsOptions& options = {});
  template <class Token>
  auto describe_acls_async(AclFilter filter, const DescribeAclsOptions& options, Token&& token) {
    return async(describing_acls(std::move(filter), options), std::forward<Token>(token));
  }

  /// Deletes the ACLs that fit each filter, and tells which those were. Errors as for create_acls.
  Result<DeleteAclsResult> delete_acls(std::vector<AclFilter> filters, const DeleteAclsOptions& options = {});
  template <class Token>
  auto delete_acls_async(std::vector<AclFilter> filters, const DeleteAclsOptions& options, Token&& token) {
    return async(deleting_acls(std::move(filters), options), std::forward<Token>(token));
  }

protected:
  AdminAcls() noexcept;
  ~AdminAcls();

private:
  detail::AdminStart<CreateAclsResult> creating_acls(std::vector<AclBinding> acls, const CreateAclsOptions& options) const;
  detail::AdminStart<std::vector<AclBinding>> describing_acls(AclFilter filter, const DescribeAclsOptions& options) const;
  detail::AdminStart<DeleteAclsResult> deleting_acls(std::vector<AclFilter> filters, const DeleteAclsOptions& options) const;
};

} // namespace klamm
