// The table of error codes: names and traits of the protocol's (Java client 4.3.1's exception hierarchy), and klamm's own.
#include <algorithm>
#include <array>

#include "klamm/error_code.hpp"

namespace klamm {
namespace {

struct Row {
  ErrorCode code;
  std::string_view name;
  ErrorTraits traits = {};
};

constexpr ErrorTraits retriable{.retriable = true};
constexpr ErrorTraits stale_metadata{.retriable = true, .refresh_metadata = true};
constexpr ErrorTraits stale_coordinator{.retriable = true, .refresh_coordinator = true};
constexpr ErrorTraits recoverable{.application_recoverable = true};

constexpr std::array rows = {
    Row{ErrorCode::unknown_server_error, "UNKNOWN_SERVER_ERROR"},
    Row{ErrorCode::none, "NONE"},
    Row{ErrorCode::offset_out_of_range, "OFFSET_OUT_OF_RANGE"},
    Row{ErrorCode::corrupt_message, "CORRUPT_MESSAGE", retriable},
    Row{ErrorCode::unknown_topic_or_partition, "UNKNOWN_TOPIC_OR_PARTITION", stale_metadata},
    Row{ErrorCode::invalid_fetch_size, "INVALID_FETCH_SIZE"},
    Row{ErrorCode::leader_not_available, "LEADER_NOT_AVAILABLE", stale_metadata},
    Row{ErrorCode::not_leader_or_follower, "NOT_LEADER_OR_FOLLOWER", stale_metadata},
    Row{ErrorCode::request_timed_out, "REQUEST_TIMED_OUT", retriable},
    Row{ErrorCode::broker_not_available, "BROKER_NOT_AVAILABLE"},
    Row{ErrorCode::replica_not_available, "REPLICA_NOT_AVAILABLE", stale_metadata},
    Row{ErrorCode::message_too_large, "MESSAGE_TOO_LARGE"},
    Row{ErrorCode::stale_controller_epoch, "STALE_CONTROLLER_EPOCH"},
    Row{ErrorCode::offset_metadata_too_large, "OFFSET_METADATA_TOO_LARGE"},
    Row{ErrorCode::network_exception, "NETWORK_EXCEPTION", stale_metadata},
    Row{ErrorCode::coordinator_load_in_progress, "COORDINATOR_LOAD_IN_PROGRESS", retriable},
    Row{ErrorCode::coordinator_not_available, "COORDINATOR_NOT_AVAILABLE", stale_coordinator},
    Row{ErrorCode::not_coordinator, "NOT_COORDINATOR", stale_coordinator},
    Row{ErrorCode::invalid_topic_exception, "INVALID_TOPIC_EXCEPTION"},
    Row{ErrorCode::record_list_too_large, "RECORD_LIST_TOO_LARGE"},
    Row{ErrorCode::not_enough_replicas, "NOT_ENOUGH_REPLICAS", retriable},
    Row{ErrorCode::not_enough_replicas_after_append, "NOT_ENOUGH_REPLICAS_AFTER_APPEND", retriable},
    Row{ErrorCode::invalid_required_acks, "INVALID_REQUIRED_ACKS"},
    Row{ErrorCode::illegal_generation, "ILLEGAL_GENERATION", recoverable},
    Row{ErrorCode::inconsistent_group_protocol, "INCONSISTENT_GROUP_PROTOCOL"},
    Row{ErrorCode::invalid_group_id, "INVALID_GROUP_ID"},
    Row{ErrorCode::unknown_member_id, "UNKNOWN_MEMBER_ID", recoverable},
    Row{ErrorCode::invalid_session_timeout, "INVALID_SESSION_TIMEOUT"},
    Row{ErrorCode::rebalance_in_progress, "REBALANCE_IN_PROGRESS"},
    Row{ErrorCode::invalid_commit_offset_size, "INVALID_COMMIT_OFFSET_SIZE"},
    Row{ErrorCode::topic_authorization_failed, "TOPIC_AUTHORIZATION_FAILED"},
    Row{ErrorCode::group_authorization_failed, "GROUP_AUTHORIZATION_FAILED"},
    Row{ErrorCode::cluster_authorization_failed, "CLUSTER_AUTHORIZATION_FAILED"},
    Row{ErrorCode::invalid_timestamp, "INVALID_TIMESTAMP"},
    Row{ErrorCode::unsupported_sasl_mechanism, "UNSUPPORTED_SASL_MECHANISM"},
    Row{ErrorCode::illegal_sasl_state, "ILLEGAL_SASL_STATE"},
    Row{ErrorCode::unsupported_version, "UNSUPPORTED_VERSION"},
    Row{ErrorCode::topic_already_exists, "TOPIC_ALREADY_EXISTS"},
    Row{ErrorCode::invalid_partitions, "INVALID_PARTITIONS"},
    Row{ErrorCode::invalid_replication_factor, "INVALID_REPLICATION_FACTOR"},
    Row{ErrorCode::invalid_replica_assignment, "INVALID_REPLICA_ASSIGNMENT"},
    Row{ErrorCode::invalid_config, "INVALID_CONFIG"},
    Row{ErrorCode::not_controller, "NOT_CONTROLLER", retriable},
    Row{ErrorCode::invalid_request, "INVALID_REQUEST"},
    Row{ErrorCode::unsupported_for_message_format, "UNSUPPORTED_FOR_MESSAGE_FORMAT"},
    Row{ErrorCode::policy_violation, "POLICY_VIOLATION"},
    Row{ErrorCode::out_of_order_sequence_number, "OUT_OF_ORDER_SEQUENCE_NUMBER"},
    Row{ErrorCode::duplicate_sequence_number, "DUPLICATE_SEQUENCE_NUMBER"},
    Row{ErrorCode::invalid_producer_epoch, "INVALID_PRODUCER_EPOCH", recoverable},
    Row{ErrorCode::invalid_txn_state, "INVALID_TXN_STATE"},
    Row{ErrorCode::invalid_producer_id_mapping, "INVALID_PRODUCER_ID_MAPPING", recoverable},
    Row{ErrorCode::invalid_transaction_timeout, "INVALID_TRANSACTION_TIMEOUT"},
    Row{ErrorCode::concurrent_transactions, "CONCURRENT_TRANSACTIONS", retriable},
    Row{ErrorCode::transaction_coordinator_fenced, "TRANSACTION_COORDINATOR_FENCED"},
    Row{ErrorCode::transactional_id_authorization_failed, "TRANSACTIONAL_ID_AUTHORIZATION_FAILED"},
    Row{ErrorCode::security_disabled, "SECURITY_DISABLED"},
    Row{ErrorCode::operation_not_attempted, "OPERATION_NOT_ATTEMPTED"},
    Row{ErrorCode::kafka_storage_error, "KAFKA_STORAGE_ERROR", stale_metadata},
    Row{ErrorCode::log_dir_not_found, "LOG_DIR_NOT_FOUND"},
    Row{ErrorCode::sasl_authentication_failed, "SASL_AUTHENTICATION_FAILED"},
    Row{ErrorCode::unknown_producer_id, "UNKNOWN_PRODUCER_ID"},
    Row{ErrorCode::reassignment_in_progress, "REASSIGNMENT_IN_PROGRESS"},
    Row{ErrorCode::delegation_token_auth_disabled, "DELEGATION_TOKEN_AUTH_DISABLED"},
    Row{ErrorCode::delegation_token_not_found, "DELEGATION_TOKEN_NOT_FOUND"},
    Row{ErrorCode::delegation_token_owner_mismatch, "DELEGATION_TOKEN_OWNER_MISMATCH"},
    Row{ErrorCode::delegation_token_request_not_allowed, "DELEGATION_TOKEN_REQUEST_NOT_ALLOWED"},
    Row{ErrorCode::delegation_token_authorization_failed, "DELEGATION_TOKEN_AUTHORIZATION_FAILED"},
    Row{ErrorCode::delegation_token_expired, "DELEGATION_TOKEN_EXPIRED"},
    Row{ErrorCode::invalid_principal_type, "INVALID_PRINCIPAL_TYPE"},
    Row{ErrorCode::non_empty_group, "NON_EMPTY_GROUP"},
    Row{ErrorCode::group_id_not_found, "GROUP_ID_NOT_FOUND"},
    Row{ErrorCode::fetch_session_id_not_found, "FETCH_SESSION_ID_NOT_FOUND", retriable},
    Row{ErrorCode::invalid_fetch_session_epoch, "INVALID_FETCH_SESSION_EPOCH", retriable},
    Row{ErrorCode::listener_not_found, "LISTENER_NOT_FOUND", stale_metadata},
    Row{ErrorCode::topic_deletion_disabled, "TOPIC_DELETION_DISABLED"},
    Row{ErrorCode::fenced_leader_epoch, "FENCED_LEADER_EPOCH", stale_metadata},
    Row{ErrorCode::unknown_leader_epoch, "UNKNOWN_LEADER_EPOCH", retriable},
    Row{ErrorCode::unsupported_compression_type, "UNSUPPORTED_COMPRESSION_TYPE"},
    Row{ErrorCode::stale_broker_epoch, "STALE_BROKER_EPOCH"},
    Row{ErrorCode::offset_not_available, "OFFSET_NOT_AVAILABLE", retriable},
    Row{ErrorCode::member_id_required, "MEMBER_ID_REQUIRED"},
    Row{ErrorCode::preferred_leader_not_available, "PREFERRED_LEADER_NOT_AVAILABLE", stale_metadata},
    Row{ErrorCode::group_max_size_reached, "GROUP_MAX_SIZE_REACHED"},
    Row{ErrorCode::fenced_instance_id, "FENCED_INSTANCE_ID", recoverable},
    Row{ErrorCode::eligible_leaders_not_available, "ELIGIBLE_LEADERS_NOT_AVAILABLE", stale_metadata},
    Row{ErrorCode::election_not_needed, "ELECTION_NOT_NEEDED", stale_metadata},
    Row{ErrorCode::no_reassignment_in_progress, "NO_REASSIGNMENT_IN_PROGRESS"},
    Row{ErrorCode::group_subscribed_to_topic, "GROUP_SUBSCRIBED_TO_TOPIC"},
    Row{ErrorCode::invalid_record, "INVALID_RECORD"},
    Row{ErrorCode::unstable_offset_commit, "UNSTABLE_OFFSET_COMMIT", retriable},
    Row{ErrorCode::throttling_quota_exceeded, "THROTTLING_QUOTA_EXCEEDED", retriable},
    Row{ErrorCode::producer_fenced, "PRODUCER_FENCED", recoverable},
    Row{ErrorCode::resource_not_found, "RESOURCE_NOT_FOUND"},
    Row{ErrorCode::duplicate_resource, "DUPLICATE_RESOURCE"},
    Row{ErrorCode::unacceptable_credential, "UNACCEPTABLE_CREDENTIAL"},
    Row{ErrorCode::inconsistent_voter_set, "INCONSISTENT_VOTER_SET"},
    Row{ErrorCode::invalid_update_version, "INVALID_UPDATE_VERSION"},
    Row{ErrorCode::feature_update_failed, "FEATURE_UPDATE_FAILED"},
    Row{ErrorCode::principal_deserialization_failure, "PRINCIPAL_DESERIALIZATION_FAILURE"},
    Row{ErrorCode::snapshot_not_found, "SNAPSHOT_NOT_FOUND"},
    Row{ErrorCode::position_out_of_range, "POSITION_OUT_OF_RANGE"},
    Row{ErrorCode::unknown_topic_id, "UNKNOWN_TOPIC_ID", stale_metadata},
    Row{ErrorCode::duplicate_broker_registration, "DUPLICATE_BROKER_REGISTRATION"},
    Row{ErrorCode::broker_id_not_registered, "BROKER_ID_NOT_REGISTERED"},
    Row{ErrorCode::inconsistent_topic_id, "INCONSISTENT_TOPIC_ID", stale_metadata},
    Row{ErrorCode::inconsistent_cluster_id, "INCONSISTENT_CLUSTER_ID"},
    Row{ErrorCode::transactional_id_not_found, "TRANSACTIONAL_ID_NOT_FOUND"},
    Row{ErrorCode::fetch_session_topic_id_error, "FETCH_SESSION_TOPIC_ID_ERROR", retriable},
    Row{ErrorCode::ineligible_replica, "INELIGIBLE_REPLICA"},
    Row{ErrorCode::new_leader_elected, "NEW_LEADER_ELECTED"},
    Row{ErrorCode::offset_moved_to_tiered_storage, "OFFSET_MOVED_TO_TIERED_STORAGE"},
    Row{ErrorCode::fenced_member_epoch, "FENCED_MEMBER_EPOCH"},
    Row{ErrorCode::unreleased_instance_id, "UNRELEASED_INSTANCE_ID"},
    Row{ErrorCode::unsupported_assignor, "UNSUPPORTED_ASSIGNOR"},
    Row{ErrorCode::stale_member_epoch, "STALE_MEMBER_EPOCH"},
    Row{ErrorCode::mismatched_endpoint_type, "MISMATCHED_ENDPOINT_TYPE"},
    Row{ErrorCode::unsupported_endpoint_type, "UNSUPPORTED_ENDPOINT_TYPE"},
    Row{ErrorCode::unknown_controller_id, "UNKNOWN_CONTROLLER_ID"},
    Row{ErrorCode::unknown_subscription_id, "UNKNOWN_SUBSCRIPTION_ID"},
    Row{ErrorCode::telemetry_too_large, "TELEMETRY_TOO_LARGE"},
    Row{ErrorCode::invalid_registration, "INVALID_REGISTRATION"},
    Row{ErrorCode::transaction_abortable, "TRANSACTION_ABORTABLE"},
    Row{ErrorCode::invalid_record_state, "INVALID_RECORD_STATE"},
    Row{ErrorCode::share_session_not_found, "SHARE_SESSION_NOT_FOUND", retriable},
    Row{ErrorCode::invalid_share_session_epoch, "INVALID_SHARE_SESSION_EPOCH", retriable},
    Row{ErrorCode::fenced_state_epoch, "FENCED_STATE_EPOCH"},
    Row{ErrorCode::invalid_voter_key, "INVALID_VOTER_KEY"},
    Row{ErrorCode::duplicate_voter, "DUPLICATE_VOTER"},
    Row{ErrorCode::voter_not_found, "VOTER_NOT_FOUND"},
    Row{ErrorCode::invalid_regular_expression, "INVALID_REGULAR_EXPRESSION"},
    Row{ErrorCode::rebootstrap_required, "REBOOTSTRAP_REQUIRED"},
    Row{ErrorCode::streams_invalid_topology, "STREAMS_INVALID_TOPOLOGY"},
    Row{ErrorCode::streams_invalid_topology_epoch, "STREAMS_INVALID_TOPOLOGY_EPOCH"},
    Row{ErrorCode::streams_topology_fenced, "STREAMS_TOPOLOGY_FENCED"},
    Row{ErrorCode::share_session_limit_reached, "SHARE_SESSION_LIMIT_REACHED", retriable},
    Row{ErrorCode::resolve_failed, "RESOLVE_FAILED", stale_metadata},
    Row{ErrorCode::connect_failed, "CONNECT_FAILED", stale_metadata},
    Row{ErrorCode::disconnected, "DISCONNECTED", stale_metadata},
    Row{ErrorCode::timed_out, "TIMED_OUT", retriable},
    Row{ErrorCode::bootstrap_failed, "BOOTSTRAP_FAILED", retriable},
    Row{ErrorCode::advertised_address_unusable, "ADVERTISED_ADDRESS_UNUSABLE", stale_metadata},
    Row{ErrorCode::tls_expected, "TLS_EXPECTED"},
    Row{ErrorCode::not_kafka, "NOT_KAFKA"},
    Row{ErrorCode::tls_failed, "TLS_FAILED"},
    Row{ErrorCode::protocol_error, "PROTOCOL_ERROR"},
    Row{ErrorCode::frame_too_large, "FRAME_TOO_LARGE"},
    Row{ErrorCode::unsupported_by_broker, "UNSUPPORTED_BY_BROKER"},
    Row{ErrorCode::config_value_invalid, "CONFIG_VALUE_INVALID"},
    Row{ErrorCode::config_unknown, "CONFIG_UNKNOWN"},
    Row{ErrorCode::config_conflict, "CONFIG_CONFLICT"},
    Row{ErrorCode::config_file_unreadable, "CONFIG_FILE_UNREADABLE"},
    Row{ErrorCode::topic_unknown, "TOPIC_UNKNOWN", stale_metadata},
    Row{ErrorCode::partition_unknown, "PARTITION_UNKNOWN"},
    Row{ErrorCode::record_too_large, "RECORD_TOO_LARGE"},
    Row{ErrorCode::record_corrupt, "RECORD_CORRUPT"},
    Row{ErrorCode::compression_failed, "COMPRESSION_FAILED"},
    Row{ErrorCode::decompression_limit, "DECOMPRESSION_LIMIT"},
    Row{ErrorCode::serialization_failed, "SERIALIZATION_FAILED"},
    Row{ErrorCode::no_offset, "NO_OFFSET"},
    Row{ErrorCode::commit_stale, "COMMIT_STALE", recoverable},
    Row{ErrorCode::max_poll_exceeded, "MAX_POLL_EXCEEDED", recoverable},
    Row{ErrorCode::assignor_failed, "ASSIGNOR_FAILED"},
    Row{ErrorCode::listener_failed, "LISTENER_FAILED"},
    Row{ErrorCode::cancelled, "CANCELLED"},
    Row{ErrorCode::closed, "CLOSED"},
    Row{ErrorCode::buffer_full, "BUFFER_FULL", retriable},
};
static_assert(std::ranges::is_sorted(rows, {}, &Row::code));

const Row* find(ErrorCode code) noexcept {
  const auto row = std::ranges::lower_bound(rows, code, {}, &Row::code);
  return row != rows.end() && row->code == code ? &*row : nullptr;
}

} // namespace

std::string_view error_code_name(ErrorCode code) noexcept {
  const Row* row = find(code);
  return row ? row->name : "UNKNOWN_ERROR_CODE";
}

ErrorTraits error_code_traits(ErrorCode code) noexcept {
  const Row* row = find(code);
  return row ? row->traits : ErrorTraits{};
}

} // namespace klamm
