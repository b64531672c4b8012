#include "admin/api_since.hpp"

#include <string>

namespace klamm::admin {

std::string_view api_since(ApiKey key) noexcept {
  switch (key) {
    case ApiKey::elect_leaders: return "2.2";
    case ApiKey::incremental_alter_configs: return "2.3";
    case ApiKey::alter_partition_reassignments:
    case ApiKey::list_partition_reassignments:
    case ApiKey::offset_delete: return "2.4";
    case ApiKey::describe_client_quotas:
    case ApiKey::alter_client_quotas: return "2.6";
    case ApiKey::describe_user_scram_credentials:
    case ApiKey::alter_user_scram_credentials:
    case ApiKey::update_features: return "2.7";
    case ApiKey::describe_cluster:
    case ApiKey::describe_producers:
    case ApiKey::unregister_broker: return "2.8";
    case ApiKey::describe_quorum:
    case ApiKey::describe_transactions:
    case ApiKey::list_transactions: return "3.0";
    case ApiKey::list_config_resources: return "3.7";
    case ApiKey::describe_topic_partitions: return "3.8";
    case ApiKey::add_raft_voter:
    case ApiKey::remove_raft_voter: return "3.9";
    case ApiKey::consumer_group_describe: return "4.0";
    case ApiKey::streams_group_describe:
    case ApiKey::share_group_describe:
    case ApiKey::describe_share_group_offsets:
    case ApiKey::alter_share_group_offsets:
    case ApiKey::delete_share_group_offsets: return "4.2";
    default: return "";
  }
}

Error needs_release(ApiKey key, std::int16_t version, std::string_view what, std::string_view release) {
  ErrorContext context;
  context.fate = Fate::not_sent;
  return Error(ErrorCode::unsupported_by_broker,
               std::string(what) + " needs " + std::string(api_key_name(key)) + " v" + std::to_string(version) +
                   ", which the broker does not have",
               "brokers have it from Kafka " + std::string(release) + " on")
      .with(context);
}

Error lacks_api(const Error& error, ApiKey key) {
  const std::string_view release = api_since(key);
  if (release.empty()) return error;
  return error.with_hint("brokers have " + std::string(api_key_name(key)) + " from Kafka " + std::string(release) +
                         " on, unless it is switched off there");
}

} // namespace klamm::admin
