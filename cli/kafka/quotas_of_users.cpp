// kafka-configs: quotas of users, client ids and addresses, and SCRAM credentials of users.
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <klamm/admin.hpp>
#include <unistd.h>

#include "cli/commands/meant.hpp"
#include "cli/commands/outcome.hpp"
#include "cli/kafka/kafka_configs.hpp"
#include "cli/output/sink.hpp"

namespace klamm::cli {
namespace {

std::string kind_of(const std::string& type) { return type == "users" ? "user" : type == "clients" ? "client-id" : "ip"; }

QuotaFilter filter_for(const std::vector<ConfigEntity>& entities) {
  QuotaFilter filter;
  filter.strict();
  for (const ConfigEntity& entity : entities) {
    const std::string kind = kind_of(entity.type);
    if (entity.is_default) filter.fallback(kind);
    else if (entity.name) filter.name(kind, *entity.name);
    else filter.any(kind);
  }
  return filter;
}

/// "user-principal 'alice', client-id 'app'"
std::string name_of(const QuotaEntity& entity) {
  std::string text;
  for (const char* kind : {"user", "client-id", "ip"}) {
    const auto part = entity.parts().find(kind);
    if (part == entity.parts().end()) continue;
    const std::string called = std::string(kind) == "user" ? "user-principal" : kind;
    text += (text.empty() ? "" : ", ") + (part->second ? called + " '" + *part->second + "'" : "the default " + called);
  }
  return text;
}

std::optional<ScramMechanism> mechanism_of(const std::string& name) {
  if (name == "SCRAM-SHA-256") return ScramMechanism::scram_sha_256;
  if (name == "SCRAM-SHA-512") return ScramMechanism::scram_sha_512;
  return std::nullopt;
}

/// "iterations=8192,password=secret"
ScramChange parse_scram(const std::string& mechanism, const std::string& text) {
  std::optional<std::string> password;
  std::int32_t iterations = ScramChange::default_iterations;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find(',', at), text.size());
    const std::string part = text.substr(at, end - at);
    const std::string_view value = std::string_view(part).substr(std::min(part.find('=') + 1, part.size()));
    if (part.starts_with("password=")) {
      password = text.substr(at + std::string_view("password=").size()); // (it may have commas)
      break;
    }
    const auto read = std::from_chars(value.data(), value.data() + value.size(), iterations);
    if (!part.starts_with("iterations=") || read.ec != std::errc() || read.ptr != value.data() + value.size())
      usage_error(mechanism + " takes [iterations=N,password=TEXT]");
    at = end + 1;
  }
  if (!password || password->empty()) usage_error(mechanism + " has no password", mechanism + "=[iterations=8192,password=TEXT]");
  return ScramChange::set(*mechanism_of(mechanism), Secret(*password), iterations);
}

std::string scram_of(const std::vector<ScramCredential>& credentials) {
  std::string text;
  for (const ScramCredential& one : credentials)
    text += std::string(text.empty() ? "" : ", ") + (one.mechanism == ScramMechanism::scram_sha_512 ? "SCRAM-SHA-512" : "SCRAM-SHA-256") +
            "=iterations=" + std::to_string(one.iterations);
  return text;
}

} // namespace

std::string java_double(double number) {
  std::array<char, 64> text{};
  const auto shortest = [&](std::chars_format format) {
    const auto end = std::to_chars(text.data(), text.data() + text.size(), number, format).ptr;
    return std::string(text.data(), end);
  };
  const double size = std::abs(number);
  constexpr double most_plain = 1e7, least_plain = 1e-3;
  if (!std::isfinite(number)) return std::isnan(number) ? "NaN" : number < 0 ? "-Infinity" : "Infinity";
  if (number == 0 || (size >= least_plain && size < most_plain)) {
    std::string plain = shortest(std::chars_format::fixed);
    return plain.find('.') == std::string::npos ? plain + ".0" : plain;
  }
  const std::string scientific = shortest(std::chars_format::scientific); // 1e+07
  const std::size_t e = scientific.find('e');
  std::string mantissa = scientific.substr(0, e);
  if (mantissa.find('.') == std::string::npos) mantissa += ".0";
  return mantissa + "E" + std::to_string(std::stoi(scientific.substr(e + 1)));
}

ExitCode describe_quotas_of(const std::vector<ConfigEntity>& entities, Frame& frame) {
  Admin admin(frame.admin());
  Sink out(STDOUT_FILENO);
  for (const ClientQuotas& told : admin.describe_client_quotas(filter_for(entities)).value()) {
    std::string values;
    for (const auto& [name, value] : told.quotas) values += (values.empty() ? "" : ", ") + name + "=" + java_double(value);
    out.append("Quota configs for " + name_of(told.entity) + " are " + values + "\n");
  }
  if (entities.size() == 1 && entities[0].type == "users" && !entities[0].is_default) {
    std::vector<std::string> users;
    if (entities[0].name) users.push_back(*entities[0].name);
    const auto credentials = admin.describe_user_scram_credentials(users);
    if (credentials) { // (brokers before 2.7 have none to tell of)
      for (const auto& [user, told] : *credentials)
        if (told) out.append("SCRAM credential configs for user-principal '" + user + "' are " + scram_of(*told) + "\n");
    }
  }
  out.flush();
  return ExitCode::ok;
}

ExitCode alter_quotas_of(const std::vector<ConfigEntity>& entities, const std::map<std::string, std::string>& add,
                         const std::vector<std::string>& remove, Frame& frame) {
  std::map<std::string, std::optional<std::string>> parts;
  for (const ConfigEntity& entity : entities) parts.emplace(kind_of(entity.type), entity.name);
  std::map<std::string, std::optional<double>> quotas;
  std::vector<ScramChange> credentials;
  for (const auto& [name, value] : add) {
    if (mechanism_of(name)) {
      credentials.push_back(parse_scram(name, value));
      continue;
    }
    double number = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
    if (error != std::errc() || end != value.data() + value.size()) usage_error("the quota " + name + "=" + value + " is no number");
    quotas.emplace(name, number);
  }
  for (const std::string& name : remove) {
    if (const auto mechanism = mechanism_of(name)) credentials.push_back(ScramChange::remove(*mechanism));
    else quotas.emplace(name, std::nullopt);
  }
  const ConfigEntity& first = entities.front();
  if (!credentials.empty() && (entities.size() > 1 || first.type != "users" || !first.name))
    usage_error("SCRAM credentials are one user's");
  Admin admin(frame.admin());
  if (!quotas.empty()) {
    const std::vector<QuotaChanges> changes{{QuotaEntity(parts), quotas}};
    admin.alter_client_quotas(changes).value()[0].result.value();
  }
  if (!credentials.empty()) {
    const std::vector<ScramUserChanges> changes{{*first.name, credentials}};
    admin.alter_user_scram_credentials(changes).value()[0].result.value();
  }
  if (first.is_default) say("Completed updating default config for " + first.type + " in the cluster.");
  else say("Completed updating config for " + first.type.substr(0, first.type.size() - 1) + " " + *first.name + ".");
  return ExitCode::ok;
}

} // namespace klamm::cli
