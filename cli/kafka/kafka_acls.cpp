// kafka-acls: who may do what.
#include <klamm/admin.hpp>

#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <set>
#include <unistd.h>

#include "cli/commands/meant.hpp"
#include "cli/commands/outcome.hpp"
#include "cli/kafka/tools.hpp"
#include "cli/output/sink.hpp"

namespace klamm::cli {
namespace {

template <class E>
using Names = std::vector<std::pair<E, std::string_view>>;

const Names<AclOperation> operations{{AclOperation::all, "ALL"},
                                     {AclOperation::read, "READ"},
                                     {AclOperation::write, "WRITE"},
                                     {AclOperation::create, "CREATE"},
                                     {AclOperation::remove, "DELETE"},
                                     {AclOperation::alter, "ALTER"},
                                     {AclOperation::describe, "DESCRIBE"},
                                     {AclOperation::cluster_action, "CLUSTER_ACTION"},
                                     {AclOperation::describe_configs, "DESCRIBE_CONFIGS"},
                                     {AclOperation::alter_configs, "ALTER_CONFIGS"},
                                     {AclOperation::idempotent_write, "IDEMPOTENT_WRITE"},
                                     {AclOperation::create_tokens, "CREATE_TOKENS"},
                                     {AclOperation::describe_tokens, "DESCRIBE_TOKENS"},
                                     {AclOperation::two_phase_commit, "TWO_PHASE_COMMIT"}};
const Names<AclPattern> patterns{
    {AclPattern::literal, "LITERAL"}, {AclPattern::prefixed, "PREFIXED"}, {AclPattern::match, "MATCH"}, {AclPattern::any, "ANY"}};
const Names<AclResourceType> resource_types{{AclResourceType::topic, "TOPIC"},
                                            {AclResourceType::group, "GROUP"},
                                            {AclResourceType::cluster, "CLUSTER"},
                                            {AclResourceType::transactional_id, "TRANSACTIONAL_ID"},
                                            {AclResourceType::delegation_token, "DELEGATION_TOKEN"},
                                            {AclResourceType::user, "USER"}};

/// ClusterAction and cluster_action are the same word.
std::string letters_of(std::string_view text) {
  std::string letters;
  for (const char c : text)
    if (c != '_') letters += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return letters;
}

template <class E>
E parse_name(const Names<E>& names, const std::string& flag, const std::string& text) {
  for (const auto& [value, name] : names)
    if (letters_of(name) == letters_of(text)) return value;
  std::string all;
  for (const auto& [value, name] : names) all += (all.empty() ? "" : ", ") + std::string(name);
  usage_error("--" + flag + " " + text + ": there is no such one", all);
}

template <class E>
std::string name_of(const Names<E>& names, E wanted) {
  for (const auto& [value, name] : names)
    if (value == wanted) return std::string(name);
  return "UNKNOWN";
}

AclPattern pattern_of(const KafkaArguments& said) {
  return parse_name(patterns, "resource-pattern-type", said.value_or("resource-pattern-type", "LITERAL"));
}

/// The resources that are named.
std::vector<AclResource> resources_of(const KafkaArguments& said) {
  static constexpr std::array<std::pair<std::string_view, AclResourceType>, 5> named{
      {{"topic", AclResourceType::topic},
       {"group", AclResourceType::group},
       {"transactional-id", AclResourceType::transactional_id},
       {"delegation-token", AclResourceType::delegation_token},
       {"user-principal", AclResourceType::user}}};
  std::vector<AclResource> resources;
  for (const auto& [flag, type] : named)
    for (const std::string& name : said.values(flag)) resources.emplace_back(type, name, pattern_of(said));
  if (said.has("cluster") || said.has("idempotent")) resources.push_back(AclResource::cluster());
  return resources;
}

/// What the words of one command line allow or deny for one resource.
struct Rights {
  AclResource resource;
  std::vector<AclOperation> operations;
};

std::vector<Rights> rights_of(const KafkaArguments& said) {
  const std::vector<AclResource> resources = resources_of(said);
  std::vector<Rights> rights;
  if (!said.has("producer") && !said.has("consumer")) {
    if (resources.empty())
      usage_error("no resource is named", "--topic, --group, --cluster, --transactional-id, --delegation-token or --user-principal");
    std::vector<AclOperation> what;
    for (const std::string& one : said.values("operation")) what.push_back(parse_name(operations, "operation", one));
    if (what.empty()) what.push_back(AclOperation::all);
    for (const AclResource& resource : resources) rights.push_back({resource, what});
    return rights;
  }
  if (!said.has("topic")) usage_error("--producer and --consumer need --topic");
  if (said.has("consumer") && !said.has("group")) usage_error("--consumer needs --group");
  for (const AclResource& resource : resources) {
    std::set<AclOperation> what;
    const AclResourceType type = resource.type;
    if (said.has("producer") && type == AclResourceType::topic) what = {AclOperation::write, AclOperation::create, AclOperation::describe};
    if (said.has("producer") && type == AclResourceType::transactional_id) what = {AclOperation::write, AclOperation::describe};
    if (said.has("idempotent") && type == AclResourceType::cluster) what = {AclOperation::idempotent_write};
    if (said.has("consumer") && type == AclResourceType::topic) what.insert({AclOperation::read, AclOperation::describe});
    if (said.has("consumer") && type == AclResourceType::group) what.insert(AclOperation::read);
    if (!what.empty()) rights.push_back({resource, {what.begin(), what.end()}});
  }
  return rights;
}

/// For each principal of the flags, with the hosts of theirs.
std::vector<AclBinding> bindings_of(const KafkaArguments& said, const Rights& rights) {
  std::vector<AclBinding> bindings;
  for (const auto& [word, permission] : {std::pair("allow", AclPermission::allow), {"deny", AclPermission::deny}}) {
    std::vector<std::string> hosts = said.values(std::string(word) + "-host");
    if (hosts.empty()) hosts.emplace_back("*");
    for (const std::string& principal : said.values(std::string(word) + "-principal"))
      for (const std::string& host : hosts)
        for (const AclOperation operation : rights.operations)
          bindings.emplace_back(rights.resource, principal, operation, permission, host);
  }
  return bindings;
}

std::string pattern_text(const AclResource& resource) {
  return "ResourcePattern(resourceType=" + name_of(resource_types, resource.type) + ", name=" + resource.name +
         ", patternType=" + name_of(patterns, resource.pattern) + ")";
}

std::string entry_text(const AclBinding& acl) {
  return "(principal=" + acl.principal + ", host=" + acl.host + ", operation=" + name_of(operations, acl.operation) +
         ", permissionType=" + (acl.permission == AclPermission::deny ? "DENY" : "ALLOW") + ")";
}

void print_listed(Sink& out, std::vector<AclBinding> acls) {
  std::sort(acls.begin(), acls.end());
  for (std::size_t i = 0; i < acls.size();) {
    const AclResource& resource = acls[i].resource;
    out.append("Current ACLs for resource `" + pattern_text(resource) + "`:\n");
    for (; i < acls.size() && acls[i].resource == resource; ++i) out.append("\t" + entry_text(acls[i]) + "\n");
    out.append('\n');
  }
}

/// Filters for what is named; one for everything where nothing is.
std::vector<AclFilter> filters_of(const KafkaArguments& said) {
  std::vector<AclFilter> filters;
  for (const AclResource& resource : resources_of(said)) {
    AclFilter filter;
    filters.push_back(filter.resource_type(resource.type).resource_name(resource.name).pattern(resource.pattern));
  }
  if (filters.empty()) filters.emplace_back();
  return filters;
}

ExitCode list(const KafkaArguments& said, Frame& frame) {
  Admin admin(frame.admin());
  Sink out(STDOUT_FILENO);
  const auto find = [&](const std::optional<std::string>& principal) {
    std::set<AclBinding> found;
    for (AclFilter& filter : filters_of(said)) {
      if (principal) filter.principal(*principal);
      const auto told = admin.describe_acls(filter).value();
      found.insert(told.begin(), told.end());
    }
    return std::vector<AclBinding>(found.begin(), found.end());
  };
  if (!said.has("principal")) print_listed(out, find(std::nullopt));
  for (const std::string& principal : said.values("principal")) {
    out.append("ACLs for principal `" + principal + "`\n");
    print_listed(out, find(principal));
  }
  out.flush();
  return ExitCode::ok;
}

/// Those of `wanted` that are not there yet; the others are told.
std::vector<AclBinding> new_ones(Admin& admin, const AclResource& resource, const std::vector<AclBinding>& wanted, Sink& out) {
  AclFilter filter;
  const auto there =
      admin.describe_acls(filter.resource_type(resource.type).resource_name(resource.name).pattern(resource.pattern)).value();
  std::vector<AclBinding> fresh;
  for (const AclBinding& acl : wanted) {
    if (std::find(there.begin(), there.end(), acl) == there.end()) fresh.push_back(acl);
    else out.append("Acl (pattern=" + pattern_text(resource) + ", entry=" + entry_text(acl) + ") already exists.\n");
  }
  return fresh;
}

ExitCode add(const KafkaArguments& said, Frame& frame) {
  if (pattern_of(said) == AclPattern::any || pattern_of(said) == AclPattern::match)
    usage_error("--add takes literal or prefixed resources");
  if (!said.has("allow-principal") && !said.has("deny-principal")) usage_error("--add needs --allow-principal or --deny-principal");
  const std::vector<Rights> all_rights = rights_of(said);
  Admin admin(frame.admin());
  std::vector<AclBinding> all;
  Sink out(STDOUT_FILENO);
  for (const Rights& rights : all_rights) {
    const std::vector<AclBinding> fresh = new_ones(admin, rights.resource, bindings_of(said, rights), out);
    if (fresh.empty()) continue;
    out.append("Adding ACLs for resource `" + pattern_text(rights.resource) + "`: \n ");
    for (const AclBinding& acl : fresh) out.append("\t" + entry_text(acl) + "\n");
    out.append('\n');
    all.insert(all.end(), fresh.begin(), fresh.end());
  }
  out.flush();
  if (all.empty()) return ExitCode::ok;
  Outcome outcome(frame);
  for (const auto& [acl, created] : admin.create_acls(all).value()) {
    if (created) outcome.succeeded();
    else outcome.failed(created.error(), {});
  }
  return outcome.code();
}

/// Whether a person at a terminal says y; --force says so beforehand.
bool is_wanted(const KafkaArguments& said, const std::string& question) {
  if (said.has("force")) return true;
  if (::isatty(STDIN_FILENO) != 1) usage_error("--remove asks before it does anything", "--force answers yes");
  Sink(STDOUT_FILENO).append(question + " (y/n)\n");
  char answer = 'n';
  return ::read(STDIN_FILENO, &answer, 1) == 1 && (answer == 'y' || answer == 'Y');
}

ExitCode remove(const KafkaArguments& said, Frame& frame) {
  std::vector<AclFilter> filters;
  if (said.has("allow-principal") || said.has("deny-principal")) {
    std::string question = "Are you sure you want to remove these ACLs?\n";
    for (const Rights& rights : rights_of(said)) {
      for (const AclBinding& acl : bindings_of(said, rights)) {
        filters.push_back(AclFilter::of(acl));
        question += pattern_text(acl.resource) + ": " + entry_text(acl) + "\n";
      }
    }
    if (!is_wanted(said, question)) return ExitCode::ok;
  } else {
    if (resources_of(said).empty()) usage_error("no resource is named", "--topic, --group, --cluster, … say whose ACLs go");
    filters = filters_of(said);
    if (!is_wanted(said, "Are you sure you want to delete all ACLs of these resources?")) return ExitCode::ok;
  }
  Admin admin(frame.admin());
  Outcome outcome(frame);
  for (const auto& [filter, deleted] : admin.delete_acls(filters).value()) {
    if (!deleted) outcome.failed(deleted.error(), {});
    else
      for (const auto& [acl, gone] : *deleted) {
        if (gone) outcome.succeeded();
        else outcome.failed(gone.error(), {});
      }
  }
  return outcome.code();
}

ExitCode run(const KafkaArguments& said, Frame& frame) {
  const std::string_view action = said.one_of({"list", "add", "remove"});
  for (const std::string_view role : {"producer", "consumer"}) said.excludes(role, {"operation", "deny-principal", "deny-host"});
  if (said.has("idempotent") && !said.has("producer")) usage_error("--idempotent goes with --producer");
  if (action == "list") return list(said, frame);
  return action == "add" ? add(said, frame) : remove(said, frame);
}

} // namespace

KafkaTool kafka_acls_tool() {
  return {"kafka-acls",
          "Lists, adds and removes access control lists.",
          {{"list", "", "Show the ACLs of the resources that are named, or all"},
           {"add", "", "Add ACLs"},
           {"remove", "", "Remove ACLs"},
           {"topic", "TOPIC", "A topic; * for all"},
           {"group", "GROUP", "A group"},
           {"cluster", "", "The cluster"},
           {"transactional-id", "ID", "A transactional id"},
           {"delegation-token", "ID", "A delegation token"},
           {"user-principal", "PRINCIPAL", "A user whose tokens are meant"},
           {"resource-pattern-type", "TYPE", "How names are read: literal (default) or prefixed; to find ACLs also match or any"},
           {"operation", "OPERATION", "Read, Write, Create, Delete, Alter, Describe, ClusterAction, …; default: All"},
           {"allow-principal", "PRINCIPAL", "Who may: User:alice; User:* for everybody"},
           {"deny-principal", "PRINCIPAL", "Who may not"},
           {"allow-host", "ADDRESS", "From where; default: *"},
           {"deny-host", "ADDRESS", "From where not; default: *"},
           {"principal", "PRINCIPAL", "--list: only whose these are"},
           {"producer", "", "The rights that a producer to --topic needs"},
           {"consumer", "", "The rights that a consumer of --topic in --group needs"},
           {"idempotent", "", "--producer: with idempotence, on brokers before 3.0"},
           {"force", "", "Don't ask"}},
          {{"authorizer-properties", "Kafka 4 has no ZooKeeper; use --bootstrap-server HOST:9092"},
           {"authorizer", "the brokers' authorizer is asked"},
           {"bootstrap-controller", "klamm talks to brokers: --bootstrap-server HOST:9092"}},
          run};
}

} // namespace klamm::cli
