// AWS_MSK_IAM: logs in to Amazon MSK with the credentials that AWS's tools would use here, which are asked for again before they expire. The executor's.
#pragma once

#include "klamm/security_config.hpp"
#include "net/runtime.hpp"
#include "security/aws_credentials.hpp"

namespace klamm::net {

/// The process's environment.
security::AwsEnvironment process_environment();

/// Options of sasl.jaas.config's IAMLoginModule: awsProfileName, awsRegion. Errors: config_value_invalid, config_conflict.
Result<std::shared_ptr<SaslMechanism>> make_msk_iam(const SaslConfig& config, const std::shared_ptr<Runtime>& runtime,
                                                    security::AwsEnvironment environment);

} // namespace klamm::net
