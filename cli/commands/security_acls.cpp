// klamm security acls list, add, remove.
#include <algorithm>
#include <array>
#include <klamm/admin.hpp>
#include <set>
#include <unistd.h>

#include "cli/commands/meant.hpp"
#include "cli/commands/outcome.hpp"
#include "cli/commands/security.hpp"
#include "cli/commands/words.hpp"
#include "cli/output/table.hpp"

namespace klamm::cli {
namespace {

constexpr std::array operations{AclOperation::all,
                                AclOperation::read,
                                AclOperation::write,
                                AclOperation::create,
                                AclOperation::remove,
                                AclOperation::alter,
                                AclOperation::describe,
                                AclOperation::cluster_action,
                                AclOperation::describe_configs,
                                AclOperation::alter_configs,
                                AclOperation::idempotent_write,
                                AclOperation::create_tokens,
                                AclOperation::describe_tokens,
                                AclOperation::two_phase_commit};
constexpr std::array exact_patterns{AclPattern::literal, AclPattern::prefixed};
constexpr std::array all_patterns{AclPattern::literal, AclPattern::prefixed, AclPattern::match, AclPattern::any};
constexpr std::array permissions{AclPermission::allow, AclPermission::deny};

using Named = std::pair<AclResourceType, std::string>;

std::vector<Named> resources_of(const AclsOptions& options) {
  std::vector<Named> all;
  for (const std::string& name : options.topics) all.emplace_back(AclResourceType::topic, name);
  for (const std::string& name : options.groups) all.emplace_back(AclResourceType::group, name);
  for (const std::string& name : options.transactional_ids) all.emplace_back(AclResourceType::transactional_id, name);
  for (const std::string& name : options.users) all.emplace_back(AclResourceType::user, principal_of(name));
  if (options.cluster) all.emplace_back(AclResourceType::cluster, "kafka-cluster");
  return all;
}

// What a producer and a consumer need of each kind of resource.
std::set<AclOperation> needed(const AclsOptions& options, AclResourceType type) {
  std::set<AclOperation> all;
  using Op = AclOperation;
  if (options.producer && type == AclResourceType::topic) all.insert({Op::write, Op::describe, Op::create});
  if (options.producer && type == AclResourceType::transactional_id) all.insert({Op::write, Op::describe});
  if (options.consumer && type == AclResourceType::topic) all.insert({Op::read, Op::describe});
  if (options.consumer && type == AclResourceType::group) all.insert(Op::read);
  return all;
}

Table table_of(const std::set<AclBinding>& acls) {
  Table table({{"principal"}, {"host"}, {"operation"}, {"permission"}, {"resource"}, {"name"}, {"pattern"}});
  for (const AclBinding& one : acls)
    table.add({one.principal, one.host, std::string(acl_operation_name(one.operation)), std::string(acl_permission_name(one.permission)),
               std::string(acl_resource_name(one.resource.type)), one.resource.name, std::string(acl_pattern_name(one.resource.pattern))});
  return table;
}

void print(const std::set<AclBinding>& acls, OutputForm form) {
  Sink out(STDOUT_FILENO);
  table_of(acls).print(out, form);
  out.flush();
}

std::set<AclBinding> found(Admin& admin, const std::vector<AclFilter>& filters) {
  std::set<AclBinding> acls;
  for (const AclFilter& filter : filters)
    for (AclBinding& one : admin.describe_acls(filter).value()) acls.insert(std::move(one));
  return acls;
}

} // namespace

std::string principal_of(const std::string& name) { return name.find(':') == std::string::npos ? "User:" + name : name; }

std::string_view acl_operation_name(AclOperation operation) noexcept {
  constexpr std::array names{"UNKNOWN",
                             "ANY",
                             "ALL",
                             "READ",
                             "WRITE",
                             "CREATE",
                             "DELETE",
                             "ALTER",
                             "DESCRIBE",
                             "CLUSTER_ACTION",
                             "DESCRIBE_CONFIGS",
                             "ALTER_CONFIGS",
                             "IDEMPOTENT_WRITE",
                             "CREATE_TOKENS",
                             "DESCRIBE_TOKENS",
                             "TWO_PHASE_COMMIT"};
  const auto number = static_cast<std::size_t>(operation);
  return number < names.size() ? names.at(number) : names.front();
}
std::string_view acl_resource_name(AclResourceType type) noexcept {
  constexpr std::array names{"UNKNOWN", "ANY", "TOPIC", "GROUP", "CLUSTER", "TRANSACTIONAL_ID", "DELEGATION_TOKEN", "USER"};
  const auto number = static_cast<std::size_t>(type);
  return number < names.size() ? names.at(number) : names.front();
}
std::string_view acl_pattern_name(AclPattern pattern) noexcept {
  constexpr std::array names{"UNKNOWN", "ANY", "MATCH", "LITERAL", "PREFIXED"};
  const auto number = static_cast<std::size_t>(pattern);
  return number < names.size() ? names.at(number) : names.front();
}
std::string_view acl_permission_name(AclPermission permission) noexcept {
  constexpr std::array names{"UNKNOWN", "ANY", "DENY", "ALLOW"};
  const auto number = static_cast<std::size_t>(permission);
  return number < names.size() ? names.at(number) : names.front();
}

std::vector<AclBinding> acls_to_add(const AclsOptions& options) {
  const std::vector<Named> resources = resources_of(options);
  if (options.principals.empty()) usage_error("acls add needs a --principal", "as in --principal User:alice; 'User:*' is everybody");
  if (resources.empty())
    usage_error("acls add needs something to give rights to", "--topic, --group, --transactional-id, --user, --cluster");
  if (options.operations.empty() && !options.producer && !options.consumer)
    usage_error("acls add needs an --operation", "read, write, describe, …, all; or --producer, --consumer for what these need");
  if (options.deny && (options.producer || options.consumer)) usage_error("--deny takes single operations", "--operation");
  const AclPattern pattern =
      options.pattern.empty() ? AclPattern::literal : parse_word(options.pattern, exact_patterns, acl_pattern_name, "--pattern");
  const std::vector<AclOperation> said = parse_words(options.operations, operations, acl_operation_name, "--operation");
  const std::vector<std::string> hosts = options.hosts.empty() ? std::vector<std::string>{"*"} : options.hosts;
  std::set<AclBinding> acls;
  for (const auto& [type, name] : resources) {
    std::set<AclOperation> wanted = needed(options, type);
    if (wanted.empty() && said.empty())
      usage_error(std::string("--producer and --consumer need nothing of the ") + std::string(acl_resource_name(type)) + " " + name);
    wanted.insert(said.begin(), said.end());
    for (const AclOperation operation : wanted)
      for (const std::string& principal : options.principals)
        for (const std::string& host : hosts)
          acls.emplace(AclResource(type, name, type == AclResourceType::cluster ? AclPattern::literal : pattern), principal_of(principal),
                       operation, options.deny ? AclPermission::deny : AclPermission::allow, host);
  }
  return {acls.begin(), acls.end()};
}

std::vector<AclFilter> acl_filters(const AclsOptions& options) {
  std::vector<AclFilter> filters(1);
  // Each flag that was said more than once doubles what is looked for.
  const auto each = [&filters](const auto& values, auto&& set) {
    if (values.empty()) return;
    std::vector<AclFilter> more;
    for (const AclFilter& filter : filters)
      for (const auto& value : values) set(more.emplace_back(filter), value);
    filters = std::move(more);
  };
  each(resources_of(options),
       [](AclFilter& filter, const Named& resource) { filter.resource_type(resource.first).resource_name(resource.second); });
  each(options.principals, [](AclFilter& filter, const std::string& one) { filter.principal(principal_of(one)); });
  each(options.hosts, [](AclFilter& filter, const std::string& one) { filter.host(one); });
  each(parse_words(options.operations, operations, acl_operation_name, "--operation"),
       [](AclFilter& filter, AclOperation one) { filter.operation(one); });
  for (AclFilter& filter : filters) {
    if (!options.pattern.empty()) filter.pattern(parse_word(options.pattern, all_patterns, acl_pattern_name, "--pattern"));
    if (!options.permission.empty()) filter.permission(parse_word(options.permission, permissions, acl_permission_name, "--permission"));
  }
  return filters;
}

ExitCode list_acls(const AclsOptions& options, const Frame& frame) {
  const OutputForm form = parse_output_form(frame.output);
  const std::vector<AclFilter> filters = acl_filters(options);
  Admin admin(frame.admin());
  print(found(admin, filters), form);
  return ExitCode::ok;
}

ExitCode add_acls(const AclsOptions& options, const Frame& frame) {
  const OutputForm form = parse_output_form(frame.output);
  const std::vector<AclBinding> acls = acls_to_add(options);
  if (options.dry_run) {
    print({acls.begin(), acls.end()}, form);
    say("nothing was done; without --dry-run they are added");
    return ExitCode::ok;
  }
  Admin admin(frame.admin());
  Outcome outcome(frame);
  std::set<AclBinding> added;
  for (const auto& [acl, created] : admin.create_acls(acls).value()) {
    if (!created) {
      outcome.failed(created.error(), {});
      continue;
    }
    outcome.succeeded();
    added.insert(acl);
  }
  if (!added.empty()) print(added, form);
  return outcome.code();
}

ExitCode remove_acls(const AclsOptions& options, const Frame& frame) {
  const OutputForm form = parse_output_form(frame.output);
  const std::vector<AclFilter> filters = acl_filters(options);
  if (filters == std::vector{AclFilter()} && !options.all)
    usage_error("acls remove needs to know which", "--principal, --topic, …; or --all for every one there is");
  Admin admin(frame.admin());
  const std::set<AclBinding> there = found(admin, filters);
  if (there.empty()) return say("there are no such ACLs"), ExitCode::ok;
  print(there, form);
  if (!is_meant(options.execute, options.dry_run, frame)) return ExitCode::ok;
  Outcome outcome(frame);
  std::vector<AclFilter> exactly;
  for (const AclBinding& one : there) exactly.push_back(AclFilter::of(one));
  std::size_t gone = 0;
  for (const auto& [filter, removed] : admin.delete_acls(exactly).value()) {
    if (!removed) {
      outcome.failed(removed.error(), {});
      continue;
    }
    for (const auto& [acl, result] : *removed) {
      if (!result) outcome.failed(result.error(), {});
      else outcome.succeeded(), ++gone;
    }
  }
  say("removed " + std::to_string(gone) + (gone == 1 ? " ACL" : " ACLs"));
  return outcome.code();
}

} // namespace klamm::cli
