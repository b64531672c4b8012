// A member of a consumer group (KIP-848): one heartbeat says what it subscribes to and owns, the answer what it should own; it gives up what it should
// not own any more, says so, and gets the rest as others have given that up. Only taking over and giving up wait for the application's polls. Pure.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/log.hpp"
#include "base/random.hpp"
#include "cluster/metadata.hpp"
#include "group/member.hpp"

namespace klamm::group {

enum class ConsumerState : std::uint8_t {
  unsubscribed,  ///< no member, and wants to be none
  joining,       ///< the first heartbeat is to be sent, or under way
  stable,        ///< owns what it should, as far as it can
  reconciling,   ///< the polling side gives up and takes over partitions
  acknowledging, ///< the broker is to be told what is owned now
  losing,        ///< no member any more: the polling side gives everything up, then it joins again
  failed,        ///< an error that only another subscription mends
};
std::string_view consumer_state_name(ConsumerState state) noexcept;
/// The table of legal transitions.
bool can_become(ConsumerState from, ConsumerState to) noexcept;

class ConsumerProtocol {
public:
  ConsumerProtocol(MemberSettings settings, Random random, Log log);

  // What the user wants

  /// Names, sorted, each once; or an expression that the broker matches.
  void subscribe(std::vector<std::string> topics, std::string regex, TimePoint now);
  /// Leaves. The polling side has given up everything by itself, and an event that is still on its way there no longer counts.
  void unsubscribe(TimePoint now);

  // What happened

  void polled(TimePoint now) noexcept { last_polled_ = now; }
  /// The polling side has done what an event said.
  void event_done(std::uint64_t number, TimePoint now);
  /// A commit or an offset fetch as `as` was answered with an error that concerns the membership.
  void commit_refused(const Identity& as, ErrorCode code, TimePoint now);

  Step step(TimePoint now, const cluster::MetadataSnapshot& cluster);
  void on_response(Ticket ticket, const wire::ConsumerGroupHeartbeatResponse& response, TimePoint now);
  void on_failure(Ticket ticket, const Error& error, TimePoint now);

  ConsumerState state() const noexcept { return state_; }
  Identity identity() const { return {member_id_, epoch_ > 0 ? epoch_ : -1, ownership_, true}; }
  /// Topics of the assignment whose names are not known yet.
  const std::vector<Uuid>& unnamed_topics() const noexcept { return unnamed_; }
  bool leaving() const noexcept { return leave_flight_ != 0; }

private:
  using Target = std::map<Uuid, std::vector<std::int32_t>>;

  void become(ConsumerState next);
  void lose(std::string_view reason);
  void fail(Error error);
  void start_over() { told_ = Told{}; }
  void retry_later(TimePoint now) { retry_at_ = after(now, settings_.backoff.after(++failures_, random_)); }
  void judge_error(const wire::ConsumerGroupHeartbeatResponse& response, TimePoint now);
  void expire_polls(Step& step, TimePoint now);
  void step_losing(Step& step);
  void step_reconciliation(Step& step, const cluster::MetadataSnapshot& cluster);
  void step_heartbeat(Step& step, TimePoint now);
  void emit(Step& step, std::vector<TopicPartition> revoked, bool lost, std::optional<std::vector<TopicPartition>> assigned,
            std::map<std::string, Uuid> ids);
  Target owned_by_id() const;
  Send make_heartbeat();
  Send make_leave();

  const MemberSettings settings_;
  Random random_;
  Log log_;

  ConsumerState state_ = ConsumerState::unsubscribed;
  std::vector<std::string> topics_;
  std::string regex_;
  const std::string member_id_; ///< made by the client, and kept (KIP-1082)
  std::int32_t epoch_ = 0;
  OwnershipEpoch ownership_ = 1;
  std::vector<TopicPartition> owned_; ///< by the polling side; sorted
  std::map<std::string, Uuid> ids_;   ///< of the topics in owned_, as the broker named them
  Target target_;
  std::vector<Uuid> unnamed_;
  std::optional<Error> tell_; ///< with the event of the loss

  // What the broker knows: only changes are sent
  struct Told {
    std::optional<std::vector<std::string>> topics;
    std::optional<std::string> regex;
    std::optional<Target> owned;
  };
  Told told_, telling_;

  std::uint64_t last_event_ = 0, event_ = 0;
  std::vector<TopicPartition> owned_after_;
  std::map<std::string, Uuid> ids_after_;

  Ticket last_ticket_ = 0, flight_ = 0, leave_flight_ = 0;
  bool leave_ = false;
  std::optional<Error> error_;
  bool coordinator_lost_ = false;
  std::uint64_t failures_ = 0;
  Duration interval_ = 5s; ///< the broker's
  TimePoint retry_at_ = TimePoint::min(), heartbeat_at_ = TimePoint::min(), last_polled_ = TimePoint::min();
};

} // namespace klamm::group
