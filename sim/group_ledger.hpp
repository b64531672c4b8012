// Keeps account of a group: who owns which partition, where each ownership began to read, what was given to its members, and what they committed. Whatever
// does not add up is a violation of the ledger. Repeated records are no violation where a new owner starts at what was committed, as the documentation says.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "sim/ledger.hpp"

namespace klamm::sim {

class GroupLedger {
public:
  using Member = std::size_t;

  GroupLedger(Ledger& ledger, const mock::ClusterState& brokers, std::string group);

  Member add_member(std::string name);
  /// These are its partitions, beside those that it has. `generation`, or member epoch.
  void assigned(Member member, const std::string& member_id, std::int32_t generation, const std::vector<TopicPartition>& partitions);
  /// It has given these up, or knows that it lost them.
  void gave_up(Member member, const std::vector<TopicPartition>& partitions);
  /// The process is gone, and what it owned with it.
  void gone(Member member) { members_[member].owned.clear(); }

  void delivered(Member member, const TopicPartition& where, std::int64_t offset, BytesView key, BytesView value);
  void committed(const TopicPartition& partition, std::int64_t before, std::int64_t offset);

  /// Whether members were given every record that the brokers have.
  bool has_everything() const;
  /// Whether all of them are committed.
  bool is_all_committed() const;
  /// At the end: what was given is what the logs hold.
  void audit() const;
  std::size_t repeated() const noexcept { return repeated_; }
  std::size_t ownerships() const noexcept { return ownerships_; }

private:
  struct Ownership {
    std::int64_t committed;             ///< when it began; 0 where nothing was
    std::optional<std::int64_t> next{}; ///< nothing before the first record
  };
  struct Account {
    std::string name;
    std::string id;
    std::int32_t generation = -1;
    std::map<TopicPartition, Ownership> owned{};
  };

  bool is_in_group(const Account& account) const;
  std::int64_t committed_now(const TopicPartition& partition) const;
  const mock::PartitionLog& log(const TopicPartition& partition) const;

  Ledger& ledger_;
  const mock::ClusterState& brokers_;
  const std::string group_;
  std::vector<Account> members_;
  std::map<TopicPartition, std::vector<std::size_t>> given_; ///< which record each offset has, as far as members were given them
  std::size_t repeated_ = 0, ownerships_ = 0;
};

} // namespace klamm::sim
