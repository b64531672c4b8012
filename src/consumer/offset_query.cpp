#include "consumer/offset_query.hpp"

#include <set>

#include "consumer/fetch_errors.hpp"

namespace klamm::consumer {

void OffsetQuery::start(std::shared_ptr<cluster::Cluster> cluster, const LookupSettings& settings, std::vector<Question> questions,
                        TimePoint deadline, Handler handler) {
  const std::shared_ptr<OffsetQuery> query(new OffsetQuery(std::move(cluster), std::move(questions), deadline, std::move(handler)));
  if (query->missing_ == 0) return query->finish(std::vector<OffsetLookup::Found>());
  query->find_topics(settings);
}

void OffsetQuery::find_topics(const LookupSettings& settings) {
  std::set<std::string> topics;
  for (const Question& question : questions_) topics.insert(question.partition.topic);
  cluster::RequireOptions options;
  options.deadline = deadline_;
  options.unknown_topic_grace = 3s;
  cluster_->require({topics.begin(), topics.end()}, options,
                    [self = shared_from_this(), settings](const Result<cluster::SnapshotPtr>& metadata) {
                      if (metadata) self->ask(settings, **metadata);
                      else self->finish(metadata.error());
                    });
}

void OffsetQuery::ask(const LookupSettings& settings, const cluster::MetadataSnapshot& cluster) {
  for (const Question& question : questions_) {
    const cluster::Topic* const topic = cluster.topic(question.partition.topic);
    if (!topic || topic->partition(question.partition.partition)) continue;
    return finish(error_at(
        Error(ErrorCode::partition_unknown, "the topic has " + std::to_string(topic->partition_count()) + " partitions, numbered from 0"),
        question.partition, "asking for offsets"));
  }
  timer_ = cluster_->runtime().clock->make_timer();
  timer_->wait_until(deadline_, [self = shared_from_this()] {
    const auto& cause = self->lookups_->lookup().last_error();
    self->finish(cause ? Error(ErrorCode::timed_out, "the offsets were not told in time; last: " + cause->cause(), cause->hint())
                             .with(cause->context())
                       : Error(ErrorCode::timed_out, "the offsets were not told in time"));
  });
  // The cycle of references ends with finish(), which the timer makes certain.
  lookups_ = make_offset_lookup(
      cluster_, settings, [self = shared_from_this()](std::vector<OffsetLookup::Answer> answers) { self->on_answers(std::move(answers)); });
  for (std::size_t i = 0; i < questions_.size(); ++i) lookups_->lookup().ask(i, questions_[i].partition, questions_[i].timestamp);
  lookups_->pump();
}

void OffsetQuery::on_answers(std::vector<OffsetLookup::Answer> answers) {
  for (OffsetLookup::Answer& answer : answers) {
    if (!answer.result) return finish(answer.result.error());
    found_[answer.key] = *answer.result;
    --missing_;
  }
  if (missing_ == 0) finish(std::move(found_));
}

void OffsetQuery::finish(Result<std::vector<OffsetLookup::Found>> result) {
  if (lookups_) lookups_->close();
  if (timer_) timer_->cancel();
  if (auto handler = std::exchange(handler_, nullptr)) handler(std::move(result));
  // Not lookups_ itself: this may be called from within it.
  cluster_->runtime().post([lookups = std::move(lookups_), timer = std::move(timer_)] {});
}

} // namespace klamm::consumer
