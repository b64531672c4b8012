// klamm security quotas list, set, remove.
#include <algorithm>
#include <charconv>
#include <cmath>
#include <klamm/admin.hpp>
#include <unistd.h>

#include "cli/commands/meant.hpp"
#include "cli/commands/security.hpp"
#include "cli/output/table.hpp"

namespace klamm::cli {
namespace {

bool names_anybody(const QuotasOptions& options) {
  return !options.user.empty() || !options.client_id.empty() || !options.ip.empty() || options.default_user || options.default_client_id ||
         options.default_ip;
}

QuotaFilter filter_of(const QuotasOptions& options) {
  QuotaFilter filter;
  const auto add = [&filter](const char* kind, const std::string& name, bool fallback) {
    if (fallback) filter.fallback(kind);
    else if (!name.empty()) filter.name(kind, name);
  };
  add("user", options.user, options.default_user);
  add("client-id", options.client_id, options.default_client_id);
  add("ip", options.ip, options.default_ip);
  return filter;
}

Cell part(const QuotaEntity& entity, const char* kind) {
  const auto found = entity.parts().find(kind);
  return found == entity.parts().end() ? Cell() : Cell(found->second.value_or("<default>"));
}

std::string name_of(const QuotaEntity& entity) {
  std::string text;
  for (const auto& [kind, name] : entity.parts()) text += (text.empty() ? "" : ", ") + (name ? kind + " " + *name : "every other " + kind);
  return text;
}

Table new_table() { return Table({{"user"}, {"client_id"}, {"ip"}, {"quota"}, {"value"}}); }
void add(Table& table, const QuotaEntity& entity, const std::string& quota, double value) {
  table.add({part(entity, "user"), part(entity, "client-id"), part(entity, "ip"), quota, value});
}
void print(const Table& table, OutputForm form) {
  Sink out(STDOUT_FILENO);
  table.print(out, form);
  out.flush();
}

} // namespace

QuotaEntity quota_entity(const QuotasOptions& options) {
  if (!names_anybody(options))
    usage_error("whose quotas?",
                "--user, --client, both, or --ip; --user-defaults, --client-defaults, --ip-defaults for those that have none of their own");
  const auto both = [](const std::string& name, bool fallback, const char* flag) {
    if (!name.empty() && fallback) usage_error(std::string("--") + flag + " and --" + flag + "-defaults exclude each other");
  };
  both(options.user, options.default_user, "user");
  both(options.client_id, options.default_client_id, "client");
  both(options.ip, options.default_ip, "ip");
  std::map<std::string, std::optional<std::string>> parts;
  if (!options.user.empty() || options.default_user) parts["user"] = options.default_user ? std::nullopt : std::optional(options.user);
  if (!options.client_id.empty() || options.default_client_id)
    parts["client-id"] = options.default_client_id ? std::nullopt : std::optional(options.client_id);
  if (!options.ip.empty() || options.default_ip) {
    if (!parts.empty()) usage_error("addresses have quotas of their own", "--ip alone");
    parts["ip"] = options.default_ip ? std::nullopt : std::optional(options.ip);
  }
  return QuotaEntity(std::move(parts));
}

std::pair<std::string, double> parse_quota(const std::string& text) {
  const std::size_t equals = text.find('=');
  const char* const hint =
      "producer_byte_rate=1048576, consumer_byte_rate, request_percentage, controller_mutation_rate; of addresses connection_creation_rate";
  if (equals == 0 || equals == std::string::npos) usage_error("'" + text + "' is not NAME=VALUE", hint);
  double value = 0;
  const char* const end = text.data() + text.size();
  const auto read = std::from_chars(text.data() + equals + 1, end, value);
  if (read.ec != std::errc() || read.ptr != end || !(value > 0) || !std::isfinite(value))
    usage_error(text + ": the value is a number above 0", hint);
  return {text.substr(0, equals), value};
}

ExitCode list_quotas(const QuotasOptions& options, const Frame& frame) {
  const OutputForm form = parse_output_form(frame.output);
  if (names_anybody(options)) (void)quota_entity(options);
  Admin admin(frame.admin());
  Table table = new_table();
  for (const ClientQuotas& one : admin.describe_client_quotas(filter_of(options)).value())
    for (const auto& [quota, value] : one.quotas) add(table, one.entity, quota, value);
  print(table, form);
  return ExitCode::ok;
}

ExitCode set_quotas(const QuotasOptions& options, const Frame& frame) {
  const QuotaEntity entity = quota_entity(options);
  std::map<std::string, std::optional<double>> changes;
  for (const std::string& text : options.quotas) changes.insert(parse_quota(text));
  Admin admin(frame.admin());
  admin.alter_client_quotas({QuotaChanges(entity, changes)}, {.validate_only = options.dry_run}).value().all().value();
  say("quotas of " + name_of(entity) + (options.dry_run ? " would be changed" : " changed"));
  return ExitCode::ok;
}

ExitCode remove_quotas(const QuotasOptions& options, const Frame& frame) {
  const OutputForm form = parse_output_form(frame.output);
  const QuotaEntity entity = quota_entity(options);
  Admin admin(frame.admin());
  Table table = new_table();
  std::map<std::string, std::optional<double>> changes;
  for (const ClientQuotas& one : admin.describe_client_quotas(filter_of(options).strict()).value())
    for (const auto& [quota, value] : one.quotas) {
      if (!options.quotas.empty() && std::find(options.quotas.begin(), options.quotas.end(), quota) == options.quotas.end()) continue;
      changes.emplace(quota, std::nullopt);
      add(table, entity, quota, value);
    }
  for (const std::string& quota : options.quotas)
    if (!changes.contains(quota)) throw Failure(ExitCode::error, name_of(entity) + " has no quota " + quota, "klamm security quotas list");
  if (changes.empty()) return say(name_of(entity) + " has no quotas"), ExitCode::ok;
  print(table, form);
  if (!is_meant(options.execute, options.dry_run, frame)) return ExitCode::ok;
  admin.alter_client_quotas({QuotaChanges(entity, changes)}).value().all().value();
  say("removed the quotas of " + name_of(entity));
  return ExitCode::ok;
}

} // namespace klamm::cli
