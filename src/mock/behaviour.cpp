#include "mock/behaviour.hpp"

#include <algorithm>

namespace klamm::mock {
namespace {

constexpr Behaviour::LastVersion apis_2_8[] = {
    {ApiKey::produce, 9},
    {ApiKey::fetch, 12},
    {ApiKey::list_offsets, 6},
    {ApiKey::metadata, 11},
    {ApiKey::offset_commit, 8},
    {ApiKey::offset_fetch, 7},
    {ApiKey::find_coordinator, 3},
    {ApiKey::join_group, 7},
    {ApiKey::heartbeat, 4},
    {ApiKey::leave_group, 4},
    {ApiKey::sync_group, 5},
    {ApiKey::describe_groups, 5},
    {ApiKey::list_groups, 4},
    {ApiKey::sasl_handshake, 1},
    {ApiKey::api_versions, 3},
    {ApiKey::create_topics, 7},
    {ApiKey::delete_topics, 6},
    {ApiKey::delete_records, 2},
    {ApiKey::init_producer_id, 4},
    {ApiKey::offset_for_leader_epoch, 4},
    {ApiKey::add_partitions_to_txn, 3},
    {ApiKey::add_offsets_to_txn, 3},
    {ApiKey::end_txn, 3},
    {ApiKey::txn_offset_commit, 3},
    {ApiKey::describe_acls, 2},
    {ApiKey::create_acls, 2},
    {ApiKey::delete_acls, 2},
    {ApiKey::describe_configs, 4},
    {ApiKey::alter_configs, 2},
    {ApiKey::alter_replica_log_dirs, 2},
    {ApiKey::describe_log_dirs, 2},
    {ApiKey::sasl_authenticate, 2},
    {ApiKey::create_partitions, 3},
    {ApiKey::create_delegation_token, 2},
    {ApiKey::renew_delegation_token, 2},
    {ApiKey::expire_delegation_token, 2},
    {ApiKey::describe_delegation_token, 2},
    {ApiKey::delete_groups, 2},
    {ApiKey::elect_leaders, 2},
    {ApiKey::incremental_alter_configs, 1},
    {ApiKey::alter_partition_reassignments, 0},
    {ApiKey::list_partition_reassignments, 0},
    {ApiKey::offset_delete, 0},
    {ApiKey::describe_client_quotas, 1},
    {ApiKey::alter_client_quotas, 1},
    {ApiKey::describe_user_scram_credentials, 0},
    {ApiKey::alter_user_scram_credentials, 0},
    {ApiKey::update_features, 0},
    {ApiKey::describe_cluster, 0},
    {ApiKey::describe_producers, 0},
};
constexpr Behaviour::LastVersion apis_3_9[] = {
    {ApiKey::produce, 11},
    {ApiKey::fetch, 17},
    {ApiKey::list_offsets, 9},
    {ApiKey::metadata, 12},
    {ApiKey::offset_commit, 9},
    {ApiKey::offset_fetch, 9},
    {ApiKey::find_coordinator, 6},
    {ApiKey::join_group, 9},
    {ApiKey::heartbeat, 4},
    {ApiKey::leave_group, 5},
    {ApiKey::sync_group, 5},
    {ApiKey::describe_groups, 5},
    {ApiKey::list_groups, 5},
    {ApiKey::sasl_handshake, 1},
    {ApiKey::api_versions, 4},
    {ApiKey::create_topics, 7},
    {ApiKey::delete_topics, 6},
    {ApiKey::delete_records, 2},
    {ApiKey::init_producer_id, 5},
    {ApiKey::offset_for_leader_epoch, 4},
    {ApiKey::add_partitions_to_txn, 5},
    {ApiKey::add_offsets_to_txn, 4},
    {ApiKey::end_txn, 4},
    {ApiKey::txn_offset_commit, 4},
    {ApiKey::describe_acls, 3},
    {ApiKey::create_acls, 3},
    {ApiKey::delete_acls, 3},
    {ApiKey::describe_configs, 4},
    {ApiKey::alter_configs, 2},
    {ApiKey::alter_replica_log_dirs, 2},
    {ApiKey::describe_log_dirs, 4},
    {ApiKey::sasl_authenticate, 2},
    {ApiKey::create_partitions, 3},
    {ApiKey::create_delegation_token, 3},
    {ApiKey::renew_delegation_token, 2},
    {ApiKey::expire_delegation_token, 2},
    {ApiKey::describe_delegation_token, 3},
    {ApiKey::delete_groups, 2},
    {ApiKey::elect_leaders, 2},
    {ApiKey::incremental_alter_configs, 1},
    {ApiKey::alter_partition_reassignments, 0},
    {ApiKey::list_partition_reassignments, 0},
    {ApiKey::offset_delete, 0},
    {ApiKey::describe_client_quotas, 1},
    {ApiKey::alter_client_quotas, 1},
    {ApiKey::describe_user_scram_credentials, 0},
    {ApiKey::alter_user_scram_credentials, 0},
    {ApiKey::describe_quorum, 2},
    {ApiKey::update_features, 1},
    {ApiKey::describe_cluster, 1},
    {ApiKey::describe_producers, 0},
    {ApiKey::unregister_broker, 0},
    {ApiKey::describe_transactions, 0},
    {ApiKey::list_transactions, 1},
    {ApiKey::consumer_group_heartbeat, 0},
    {ApiKey::consumer_group_describe, 0},
    {ApiKey::list_config_resources, 0},
    {ApiKey::describe_topic_partitions, 0},
    {ApiKey::add_raft_voter, 0},
    {ApiKey::remove_raft_voter, 0},
};

constexpr Behaviour::Feature features_3_9[] = {{"kraft.version", 0, 1, 0}, {"metadata.version", 1, 21, 21}};
constexpr Behaviour::Feature features_4_3[] = {{"eligible.leader.replicas.version", 0, 1, 1},
                                               {"group.version", 0, 1, 1},
                                               {"kraft.version", 0, 1, 0},
                                               {"metadata.version", 7, 30, 30},
                                               {"share.version", 0, 1, 1},
                                               {"streams.version", 0, 1, 1},
                                               {"transaction.version", 0, 2, 2}};

// 3.9 has the APIs of KIP-848 and answers UNSUPPORTED_VERSION, as the feature group.version is not there yet.
constexpr Behaviour behaviours[] = {{"2.8", apis_2_8, {}, false}, {"3.9", apis_3_9, features_3_9, false}, {"4.3", {}, features_4_3, true}};

} // namespace

wire::Versions Behaviour::served(ApiKey api, wire::Versions known) const {
  if (apis.empty()) return known;
  const auto found = std::ranges::find(apis, api, &LastVersion::api);
  if (found == apis.end()) return wire::no_versions;
  return {known.first, std::min(known.last, found->last)};
}

const Behaviour* behaviour_of(std::string_view version) {
  const auto found = std::ranges::find_if(behaviours, [version](const Behaviour& behaviour) {
    return version.starts_with(behaviour.version) && (version.size() == 3 || version[3] == '.');
  });
  return found == std::end(behaviours) ? nullptr : &*found;
}

} // namespace klamm::mock
