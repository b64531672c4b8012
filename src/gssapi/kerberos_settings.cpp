#include "gssapi/kerberos_settings.hpp"

#include "security/file.hpp"
#include "security/jaas.hpp"

namespace klamm::gssapi {
namespace {

/// Both places may say the same; where they differ nobody knows which is meant.
Result<std::string> either(const std::string& setting, const std::string& value, const std::string& option, const std::string& in_jaas) {
  if (!value.empty() && !in_jaas.empty() && value != in_jaas)
    return Error(ErrorCode::config_conflict, setting + "=" + value + ", and sasl.jaas.config has " + option + "=\"" + in_jaas + "\"",
                 "say it once");
  return value.empty() ? in_jaas : value;
}

std::string without_type(const std::string& keytab) { return keytab.starts_with("FILE:") ? keytab.substr(5) : keytab; }

} // namespace

Result<KerberosSettings> kerberos_settings(const SaslConfig& config) {
  KerberosSettings settings{config.kerberos_service_name, config.kerberos_principal, config.kerberos_keytab, {}};
  if (!config.jaas_config.empty()) {
    const auto jaas = security::parse_jaas(config.jaas_config);
    if (!jaas) return jaas.error();
    if (jaas->module != "Krb5LoginModule")
      return Error(ErrorCode::config_conflict,
                   "sasl.jaas.config has the module " + jaas->module + ", and sasl.mechanism=GSSAPI needs Krb5LoginModule",
                   "com.sun.security.auth.module.Krb5LoginModule required useKeyTab=true keyTab=\"FILE\" principal=\"NAME@REALM\";");
    const bool uses_keytab = jaas->text("useKeyTab") == "true";
    if (uses_keytab && jaas->text("keyTab").empty() && config.kerberos_keytab.empty())
      return Error(ErrorCode::config_conflict, "sasl.jaas.config has useKeyTab=true and no keyTab", "keyTab=\"FILE\"");
    auto service = either("sasl.kerberos.service.name", config.kerberos_service_name, "serviceName", jaas->text("serviceName"));
    if (!service) return service.error();
    auto principal = either("sasl.kerberos.principal", config.kerberos_principal, "principal", jaas->text("principal"));
    if (!principal) return principal.error();
    auto keytab = either("sasl.kerberos.keytab", config.kerberos_keytab, "keyTab", uses_keytab ? jaas->text("keyTab") : "");
    if (!keytab) return keytab.error();
    settings = {*std::move(service), *std::move(principal), *std::move(keytab),
                jaas->text("useTicketCache") == "true" ? jaas->text("ticketCache") : ""};
  }
  if (settings.service.empty()) settings.service = "kafka";
  if (settings.service.find_first_of("/@") != std::string::npos)
    return Error(ErrorCode::config_value_invalid, "sasl.kerberos.service.name=" + settings.service + " is more than the name of a service",
                 "the first part of the brokers' principals: kafka of kafka/broker1.example@REALM");
  settings.keytab = without_type(settings.keytab);
  if (settings.keytab.empty()) return settings;
  if (const auto content = security::read_small_file(settings.keytab, "sasl.kerberos.keytab"); !content) return content.error();
  return settings;
}

} // namespace klamm::gssapi
