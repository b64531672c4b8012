// AWS's Signature Version 4 for URLs that carry their signature, and what MSK's AWS_MSK_IAM makes of it. Pure: the time and the credentials are given.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "klamm/sasl.hpp"
#include "klamm/secret.hpp"

namespace klamm::security {

struct AwsCredentials {
  std::string access_key_id;
  Secret secret_access_key;
  Secret session_token; ///< empty for those of a user
};

struct PresignInputs {
  std::string_view host, path = "/";
  std::map<std::string, std::string> query; ///< beside what the signature adds
  std::string_view region, service;
  std::int64_t now = 0; ///< seconds since 1970
  int expires_seconds = 900;
  std::string_view payload_hash; ///< hex of SHA-256, or UNSIGNED-PAYLOAD
};

/// All parameters of the signed URL, X-Amz-Signature among them.
std::map<std::string, Secret> presigned_query(const AwsCredentials& credentials, const PresignInputs& inputs);

/// The key that requests of one day, region and service are signed with.
Secret sigv4_key(const Secret& secret_access_key, std::string_view day, std::string_view region, std::string_view service);

/// The region in the name of an MSK broker ("b-1.demo.abc.c2.kafka.eu-west-1.amazonaws.com"); empty where there is none.
std::string region_of_broker(std::string_view host);

/// The one message of AWS_MSK_IAM: JSON that allows its bearer to connect to `host` for 15 minutes.
Secret msk_iam_payload(const AwsCredentials& credentials, std::string_view host, std::string_view region, std::int64_t now);

} // namespace klamm::security
