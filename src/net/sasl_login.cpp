#include "net/sasl_login.hpp"

#include "net/aws_login.hpp"
#include "net/oauthbearer_login.hpp"
#include "security/mechanism.hpp"

namespace klamm::net {

Result<std::shared_ptr<SaslMechanism>> SaslLogin::make_mechanism(const SaslConfig& config, const std::shared_ptr<Runtime>& runtime,
                                                                 const SslConfig& ssl) {
  if (config.mechanism == "OAUTHBEARER" && !config.plugin) return make_oauthbearer(config, runtime, ssl);
  if (config.mechanism == "AWS_MSK_IAM" && !config.plugin) return make_msk_iam(config, runtime, process_environment());
  auto made = security::make_mechanism(config);
  if (!made || *made) return made;
  if (config.mechanism == "GSSAPI")
    return Error(
        ErrorCode::config_value_invalid, "sasl.mechanism=GSSAPI (Kerberos) is in a library of its own, which this program does not use",
        "link klamm::gssapi and set config.sasl.plugin = klamm::make_gssapi(config.sasl).value(); or choose another mechanism: PLAIN, "
        "SCRAM-SHA-256, SCRAM-SHA-512, OAUTHBEARER, AWS_MSK_IAM");
  return Error(ErrorCode::config_value_invalid, "sasl.mechanism=" + config.mechanism + " is not supported by this version of klamm",
               "PLAIN, SCRAM-SHA-256, SCRAM-SHA-512, OAUTHBEARER, AWS_MSK_IAM, or a mechanism of the program's own (SaslConfig::plugin)");
}

} // namespace klamm::net
