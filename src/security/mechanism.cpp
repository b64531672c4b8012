#include "security/mechanism.hpp"

#include "security/jaas.hpp"
#include "security/plain.hpp"
#include "security/scram.hpp"

namespace klamm::security {
namespace {

struct Login {
  std::string username;
  Secret password;
  bool is_token = false;
};

Result<Login> login_of(const SaslConfig& config, std::string_view module) {
  Login login{config.username, config.password, false};
  if (!config.jaas_config.empty()) {
    const auto jaas = parse_jaas(config.jaas_config);
    if (!jaas) return jaas.error();
    if (jaas->module != module)
      return Error(ErrorCode::config_conflict, "sasl.jaas.config has the module " + jaas->module +
                                                   ", and sasl.mechanism=" + config.mechanism + " needs " + std::string(module));
    login = {jaas->text("username"), jaas->option("password"), jaas->option("tokenauth").reveal() == "true"};
  }
  if (login.username.empty() || login.password.empty())
    return Error(ErrorCode::config_conflict, "sasl.mechanism=" + config.mechanism + " has no user name or password",
                 "sasl.username and sasl.password, or sasl.jaas.config");
  if (login.username.find('\0') != std::string::npos || login.password.reveal().find('\0') != std::string_view::npos)
    return Error(ErrorCode::config_value_invalid, "sasl.username or sasl.password has a zero byte in it");
  return login;
}

} // namespace

Result<std::shared_ptr<SaslMechanism>> make_mechanism(const SaslConfig& config) {
  if (config.plugin) {
    if (config.plugin->name() == config.mechanism) return config.plugin;
    return Error(ErrorCode::config_conflict,
                 "the SASL plugin is for " + config.plugin->name() + ", and there is sasl.mechanism=" + config.mechanism);
  }
  if (config.mechanism == "PLAIN") {
    auto login = login_of(config, "PlainLoginModule");
    if (!login) return login.error();
    return make_plain(std::move(login->username), std::move(login->password));
  }
  if (config.mechanism == "SCRAM-SHA-256" || config.mechanism == "SCRAM-SHA-512") {
    auto login = login_of(config, "ScramLoginModule");
    if (!login) return login.error();
    const Hash hash = config.mechanism == "SCRAM-SHA-256" ? Hash::sha256 : Hash::sha512;
    return make_scram({hash, std::move(login->username), std::move(login->password), login->is_token});
  }
  return std::shared_ptr<SaslMechanism>();
}

} // namespace klamm::security
