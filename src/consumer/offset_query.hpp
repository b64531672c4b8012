// One question of the user about offsets (beginning_offsets, end_offsets, offsets_for_times): finds the topics, then asks their leaders, until a
// deadline. Lives on the client's executor, kept alive by what it waits for.
#pragma once

#include <memory>
#include <vector>

#include "consumer/leader_lookup_loop.hpp"

namespace klamm::consumer {

class OffsetQuery : public std::enable_shared_from_this<OffsetQuery> {
public:
  struct Question {
    TopicPartition partition;
    std::int64_t timestamp;
  };
  /// What was found for each question, in their order.
  using Handler = UniqueFunction<void(Result<std::vector<OffsetLookup::Found>>)>;

  /// The first error ends it. A topic that brokers say doesn't exist is believed not to after a few seconds, as it may just have been created.
  static void start(std::shared_ptr<cluster::Cluster> cluster, const LookupSettings& settings, std::vector<Question> questions,
                    TimePoint deadline, Handler handler);

private:
  OffsetQuery(std::shared_ptr<cluster::Cluster> cluster, std::vector<Question> questions, TimePoint deadline, Handler handler)
      : cluster_(std::move(cluster)),
        questions_(std::move(questions)),
        deadline_(deadline),
        handler_(std::move(handler)),
        found_(questions_.size()),
        missing_(questions_.size()) {}
  void find_topics(const LookupSettings& settings);
  void ask(const LookupSettings& settings, const cluster::MetadataSnapshot& cluster);
  void on_answers(std::vector<OffsetLookup::Answer> answers);
  void finish(Result<std::vector<OffsetLookup::Found>> result);

  std::shared_ptr<cluster::Cluster> cluster_;
  std::vector<Question> questions_;
  TimePoint deadline_;
  Handler handler_;
  std::vector<OffsetLookup::Found> found_;
  std::size_t missing_;
  std::shared_ptr<OffsetLookupLoop> lookups_;
  std::unique_ptr<net::Timer> timer_;
};

} // namespace klamm::consumer
