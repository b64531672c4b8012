// Asks the group's coordinator for committed offsets (OffsetFetch), with transactions that are still open waited for (require-stable, KIP-447): one request
// at a time with all that is asked. An answer that may be better later is asked for again: never is an unknown offset taken for none. Pure.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/random.hpp"
#include "cluster/metadata.hpp"
#include "group/member.hpp"
#include "klamm/result.hpp"
#include "wire/messages/offset_fetch.hpp"

namespace klamm::consumer {

class CommittedOffsets {
public:
  using Key = std::uint64_t; ///< the asker's name for a question

  struct Found {
    std::int64_t offset = -1; ///< -1: nothing is committed
    std::int32_t leader_epoch = -1;
    std::string metadata;
  };
  struct Answer {
    Key key;
    Result<Found> result;
  };
  /// What is asked; the request depends on the version.
  struct Send {
    struct Topic {
      std::string name;
      Uuid id;
      std::vector<std::int32_t> partitions;
    };
    std::string group_id;
    group::Identity as;
    std::vector<Topic> topics;
    wire::Versions versions;

    /// Views in it point into this.
    wire::OffsetFetchRequest request(std::int16_t version) const;
  };

  CommittedOffsets(std::string group_id, net::Backoff backoff, Random random)
      : group_id_(std::move(group_id)), backoff_(backoff), random_(random) {}

  /// A question of the same key is replaced.
  void ask(Key key, TopicPartition partition) { questions_.insert_or_assign(key, Question{std::move(partition), false}); }
  void forget(Key key) { questions_.erase(key); }
  bool is_asked(Key key) const { return questions_.contains(key); }
  bool empty() const noexcept { return questions_.empty(); }

  struct Step {
    std::optional<Send> send;
    TimePoint wake = never;
  };
  Step step(TimePoint now, const group::Identity& identity, const cluster::MetadataSnapshot& cluster);

  struct Outcome {
    std::vector<Answer> answers; ///< these questions are done
    bool coordinator_lost = false;
    bool refresh_metadata = false;
    std::optional<ErrorCode> refused; ///< for the membership to hear of
    group::Identity as;               ///< of the request
  };
  Outcome on_response(const wire::OffsetFetchResponse& response, TimePoint now);
  Outcome on_failure(const Error& error, TimePoint now);
  /// Why open questions have not been answered yet.
  const std::optional<Error>& last_error() const noexcept { return last_error_; }

private:
  struct Question {
    TopicPartition partition;
    bool asked = false; ///< under way
  };
  struct Said {
    ErrorCode code;
    Found found;
  };
  using SaidOf = std::map<TopicPartition, Said>;

  /// Whether an error ends the question, rather than being retried.
  bool judge(ErrorCode code, Outcome& outcome) const;
  SaidOf read(const wire::OffsetFetchResponse& response, ErrorCode& group_error) const;
  void retry_later(TimePoint now) { retry_at_ = after(now, backoff_.after(++failures_, random_)); }
  void end_all(Outcome& outcome, const Error& error);

  const std::string group_id_;
  net::Backoff backoff_;
  Random random_;
  std::map<Key, Question> questions_;
  bool flying_ = false;
  group::Identity as_;
  std::map<Uuid, std::string> names_; ///< of the topics asked for
  std::uint64_t failures_ = 0;
  TimePoint retry_at_ = TimePoint::min();
  std::optional<Error> last_error_;
};

} // namespace klamm::consumer
