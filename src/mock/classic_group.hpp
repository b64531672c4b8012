// One classic group as its coordinator sees it: who joins, which generation, who is heard of (KIP-62, KIP-134, KIP-345, KIP-394, KIP-559, KIP-814). Joins and
// syncs wait for other members: their answers come in a Reply. Plain state that takes the time; lives on the mock's executor.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/random.hpp"
#include "mock/group_settings.hpp"
#include "wire/messages/join_group.hpp"
#include "wire/messages/leave_group.hpp"
#include "wire/messages/sync_group.hpp"

namespace klamm::mock {

class ClassicGroup {
public:
  enum class State { empty, preparing_rebalance, completing_rebalance, stable };

  /// What a JoinGroup is answered when `done`.
  struct JoinReply {
    struct Member {
      std::string id;
      std::optional<std::string> instance_id;
      std::string metadata;
    };
    bool done = false;
    ErrorCode error = ErrorCode::none;
    std::int32_t generation = -1;
    std::optional<std::string> protocol_type, protocol;
    std::string leader, member_id;
    bool skip_assignment = false;
    std::vector<Member> members{}; ///< for the leader
  };
  struct SyncReply {
    bool done = false;
    ErrorCode error = ErrorCode::none;
    std::optional<std::string> protocol_type, protocol;
    std::string assignment;
  };
  using Joining = std::shared_ptr<JoinReply>;
  using Syncing = std::shared_ptr<SyncReply>;

  struct Member {
    std::string id;
    std::optional<std::string> instance_id;
    std::string client_id, client_host;
    Duration session_timeout{}, rebalance_timeout{};
    std::vector<std::pair<std::string, std::string>> protocols; ///< name and metadata, the most wanted first
    std::string assignment;
    TimePoint deadline = never; ///< until when it must be heard of
    bool is_new = false;        ///< waits for its first generation
    bool synced = false;        ///< in this generation
    Joining joining;
    Syncing syncing;
  };

  explicit ClassicGroup(const GroupSettings& settings) : settings_(settings) {}

  void join(const wire::JoinGroupRequest& request, std::int16_t version, Caller caller, TimePoint now, Random& random,
            const Joining& reply);
  void sync(const wire::SyncGroupRequest& request, TimePoint now, const Syncing& reply);
  ErrorCode heartbeat(std::string_view member_id, std::optional<std::string_view> instance_id, std::int32_t generation, TimePoint now);
  ErrorCode leave(std::string_view member_id, std::optional<std::string_view> instance_id, TimePoint now);
  /// Whether this member may commit offsets; it counts as heard of.
  ErrorCode commit(std::string_view member_id, std::optional<std::string_view> instance_id, std::int32_t generation, TimePoint now);

  /// Lets go of members that were not heard of, ends rebalances whose time is over.
  void step(TimePoint now);
  TimePoint next_deadline() const;
  /// Another broker is the coordinator now: it knows the last generation that was complete, and of no join or sync.
  void reload(TimePoint now);

  State state() const noexcept { return state_; }
  std::string_view state_name() const;
  const std::optional<std::string>& protocol_type() const noexcept { return core_.protocol_type; }
  const std::optional<std::string>& protocol() const noexcept { return core_.protocol; }
  std::int32_t generation() const noexcept { return core_.generation; }
  const std::string& leader() const noexcept { return core_.leader; }
  const std::map<std::string, Member, std::less<>>& members() const noexcept { return core_.members; }
  bool is_empty() const noexcept { return core_.members.empty() && pending_.empty(); }

private:
  /// What a coordinator writes down.
  struct Core {
    std::int32_t generation = 0;
    std::optional<std::string> protocol_type, protocol;
    std::string leader;
    std::map<std::string, Member, std::less<>> members;
  };

  ErrorCode check_member(std::string_view member_id, std::optional<std::string_view> instance_id) const;
  bool supports(const wire::JoinGroupRequest& request) const;
  std::string select_protocol() const;
  Member* static_member(std::string_view instance_id);
  void add(const wire::JoinGroupRequest& request, std::string id, Caller caller, TimePoint now, const Joining& reply);
  void rejoin(Member& member, const wire::JoinGroupRequest& request, TimePoint now, const Joining& reply);
  void replace_static(Member& old, const wire::JoinGroupRequest& request, std::int16_t version, std::string id, TimePoint now,
                      const Joining& reply);
  void rebalance_or_complete(TimePoint now);
  void prepare_rebalance(TimePoint now);
  void complete_if_all_joined(TimePoint now);
  void complete_join(TimePoint now);
  void end_initial_delay(TimePoint now);
  void expire_syncs(TimePoint now);
  void remove(const std::string& id, TimePoint now);
  void answer_join(Member& member, TimePoint now);
  void answer_sync(Member& member, ErrorCode error, TimePoint now);
  Duration longest_rebalance() const;
  void heard(Member& member, TimePoint now) { member.deadline = after(now, member.session_timeout); }

  const GroupSettings& settings_;
  Core core_, written_;
  State state_ = State::empty;
  std::map<std::string, TimePoint, std::less<>> pending_; ///< ids given out (KIP-394) whose owners have not come yet
  TimePoint join_deadline_ = never, sync_deadline_ = never;
  bool initial_ = false, more_came_ = false; ///< the first members gather (KIP-134)
  Duration initial_left_{};
};

} // namespace klamm::mock
