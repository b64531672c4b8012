// Asks the leaders of partitions something about their logs: one request at a time for each leader, with all that is asked of it. Questions may come and go while
// others are under way. Pure: lives on the executor.
//
// A Protocol has Request, Query (what is asked of one partition) and Found (what is answered), and says how to begin a request, add a partition to it, and
// read what was said of one.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "base/random.hpp"
#include "cluster/metadata.hpp"
#include "consumer/fetch_errors.hpp"
#include "consumer/refresh_pace.hpp"
#include "klamm/record.hpp"
#include "klamm/result.hpp"
#include "net/backoff.hpp"

namespace klamm::consumer {

template <class Protocol>
class LeaderLookup {
public:
  using Key = std::uint64_t; ///< the asker's name for a question
  using Request = typename Protocol::Request;
  using Response = typename Request::Response;
  using Query = typename Protocol::Query;
  using Found = typename Protocol::Found;

  struct Answer {
    Key key;
    Result<Found> result;
  };
  struct Send {
    cluster::NodeId node = cluster::no_node;
    Request request; ///< its names live in this lookup; send it before the next call
  };
  struct Step {
    std::vector<Send> sends;
    TimePoint wake = never;
    bool refresh_metadata = false;
  };

  LeaderLookup(Protocol protocol, net::Backoff backoff, Random random)
      : protocol_(protocol), backoff_(backoff), random_(random), refresh_(backoff.base(1)) {}

  /// A question of the same key is replaced.
  void ask(Key key, TopicPartition partition, Query query) { questions_.insert_or_assign(key, Question{std::move(partition), query}); }
  void forget(Key key) { questions_.erase(key); }
  bool is_asked(Key key) const { return questions_.contains(key); }
  bool empty() const noexcept { return questions_.empty(); }

  Step step(TimePoint now, const cluster::MetadataSnapshot& cluster);
  struct Outcome {
    std::vector<Answer> answers; ///< these questions are done
    bool refresh_metadata = false;
  };
  Outcome on_response(cluster::NodeId node, const Response& response, TimePoint now);
  Outcome on_failure(cluster::NodeId node, const Error& error, TimePoint now);
  /// Why the questions that are open have not been answered yet: the last error, where there was one.
  const std::optional<Error>& last_error() const noexcept { return last_error_; }

private:
  struct Question {
    TopicPartition partition;
    Query query;
    cluster::NodeId asked_of = cluster::no_node; ///< while under way
    std::int32_t leader_epoch = -1;              ///< as it was asked
    TimePoint retry_at = TimePoint::min();
    std::uint64_t failures = 0;
  };
  using Said = typename Response::Partition;

  void retry_later(Question& question, TimePoint now) { question.retry_at = after(now, backoff_.after(++question.failures, random_)); }
  std::optional<Result<Found>> judge(Question& question, const Said& said, TimePoint now, bool& refresh);
  template <class Judge>
  void settle(cluster::NodeId node, Outcome& outcome, Judge&& judge);

  Protocol protocol_;
  net::Backoff backoff_;
  Random random_;
  RefreshPace refresh_;
  std::map<Key, Question> questions_;
  std::map<cluster::NodeId, bool> in_flight_;
  std::optional<Error> last_error_;
};

template <class Protocol>
auto LeaderLookup<Protocol>::step(TimePoint now, const cluster::MetadataSnapshot& cluster) -> Step {
  Step step;
  bool lacks_leader = false;
  std::map<cluster::NodeId, std::size_t> place;
  for (auto& [key, question] : questions_) {
    if (question.asked_of != cluster::no_node) continue;
    if (question.retry_at > now) {
      step.wake = std::min(step.wake, question.retry_at);
      continue;
    }
    const cluster::Topic* const topic = cluster.topic(question.partition.topic);
    const cluster::Partition* const metadata = topic ? topic->partition(question.partition.partition) : nullptr;
    if (!metadata || !metadata->has_leader() || !cluster.broker(metadata->leader)) {
      lacks_leader = true; // the next snapshot may have it
      continue;
    }
    const cluster::NodeId leader = metadata->leader;
    if (!place.contains(leader) && in_flight_[leader]) continue; // it goes with the next request
    const auto [found, is_new] = place.try_emplace(leader, step.sends.size());
    if (is_new) {
      in_flight_[leader] = true;
      step.sends.push_back({leader, protocol_.begin()});
    }
    auto& topics = step.sends[found->second].request.topics;
    auto of = std::find_if(topics.begin(), topics.end(), [&](const auto& t) { return t.name == question.partition.topic; });
    if (of == topics.end()) of = topics.insert(of, {question.partition.topic, {}});
    of->partitions.push_back({question.partition.partition, metadata->leader_epoch, question.query});
    question.asked_of = leader;
    question.leader_epoch = metadata->leader_epoch;
  }
  if (lacks_leader) step.wake = std::min(step.wake, refresh_.ask(now, step.refresh_metadata));
  return step;
}

/// Puts each question that was asked of `node` to `judge`, which gives its answer or nothing.
template <class Protocol>
template <class Judge>
void LeaderLookup<Protocol>::settle(cluster::NodeId node, Outcome& outcome, Judge&& judge) {
  in_flight_[node] = false;
  for (auto at = questions_.begin(); at != questions_.end();) {
    Question& question = at->second;
    if (question.asked_of != node) {
      ++at;
      continue;
    }
    question.asked_of = cluster::no_node;
    if (std::optional<Result<Found>> result = judge(question)) {
      outcome.answers.push_back({at->first, std::move(*result)});
      at = questions_.erase(at);
    } else {
      ++at;
    }
  }
}

template <class Protocol>
auto LeaderLookup<Protocol>::on_response(cluster::NodeId node, const Response& response, TimePoint now) -> Outcome {
  std::map<std::pair<std::string_view, std::int32_t>, const Said*> said;
  for (const auto& topic : response.topics) {
    for (const auto& partition : topic.partitions) said[{topic.name, partition.index}] = &partition;
  }
  Outcome outcome;
  settle(node, outcome, [&](Question& question) -> std::optional<Result<Found>> {
    const auto found = said.find({question.partition.topic, question.partition.partition});
    if (found != said.end()) return judge(question, *found->second, now, outcome.refresh_metadata);
    retry_later(question, now);
    return std::nullopt;
  });
  return outcome;
}

template <class Protocol>
auto LeaderLookup<Protocol>::judge(Question& question, const Said& said, TimePoint now, bool& refresh) -> std::optional<Result<Found>> {
  if (const std::optional<Found> found = Protocol::found(said, question.leader_epoch)) return Result<Found>(*found);
  const Error error = error_at(Error(said.error_code), question.partition, "asking for offsets");
  const FetchReaction reaction = reaction_to(said.error_code);
  if (reaction != FetchReaction::retry && reaction != FetchReaction::refresh_and_retry && !error.retriable()) return Result<Found>(error);
  refresh = refresh || reaction == FetchReaction::refresh_and_retry;
  last_error_ = error;
  retry_later(question, now);
  return std::nullopt;
}

template <class Protocol>
auto LeaderLookup<Protocol>::on_failure(cluster::NodeId node, const Error& error, TimePoint now) -> Outcome {
  Outcome outcome;
  outcome.refresh_metadata = true;
  last_error_ = error;
  settle(node, outcome, [&](Question& question) -> std::optional<Result<Found>> {
    if (const std::optional<Found> found = Protocol::found(error, question.leader_epoch)) return Result<Found>(*found);
    if (error.fatal()) return Result<Found>(error);
    retry_later(question, now);
    return std::nullopt;
  });
  return outcome;
}

} // namespace klamm::consumer
