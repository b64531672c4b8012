#include "cluster/metadata_waits.hpp"

#include <algorithm>

namespace klamm::cluster {

namespace {

Error topic_error(const Topic& topic) {
  ErrorContext context;
  context.topic = topic.name;
  switch (topic.error) {
    case ErrorCode::topic_authorization_failed:
      return Error(topic.error, "this user may not describe topic \"" + topic.name + "\"",
                   "grant DESCRIBE on the topic to the client's principal")
          .with(context);
    case ErrorCode::invalid_topic_exception:
      return Error(topic.error, "\"" + topic.name + "\" can not be the name of a topic",
                   "names have 1 to 249 letters, digits, dots, underscores and hyphens")
          .with(context);
    default: return Error(topic.error).with(context);
  }
}

TimePoint deadline_of(const MetadataWait& wait) noexcept {
  return wait.unknown_since == never ? wait.deadline : std::min(wait.deadline, after(wait.unknown_since, wait.unknown_grace));
}

} // namespace

std::optional<MetadataWait> MetadataWaits::take(WaitId id) {
  const auto at = std::find_if(waits_.begin(), waits_.end(), [id](const MetadataWait& w) { return w.id == id; });
  if (at == waits_.end()) return std::nullopt;
  MetadataWait wait = std::move(*at);
  waits_.erase(at);
  return wait;
}

TimePoint MetadataWaits::next_deadline() const noexcept {
  TimePoint next = never;
  for (const MetadataWait& wait : waits_) next = std::min(next, deadline_of(wait));
  return next;
}

std::vector<Uuid> MetadataWaits::unknown_ids(const MetadataSnapshot& snapshot) const {
  std::vector<Uuid> unknown;
  for (const MetadataWait& wait : waits_)
    for (const Uuid& id : wait.ids)
      if (!snapshot.topic(id)) unknown.push_back(id);
  return unknown;
}

std::optional<Result<SnapshotPtr>> MetadataWaits::check(MetadataWait& wait, const SnapshotPtr& snapshot, const MetadataFlight* answered,
                                                        TimePoint now) {
  if (wait.flight != 0) {
    const bool mine = answered && answered->number >= wait.flight && answered->full && (answered->all_topics || !wait.all_topics);
    return mine ? std::optional<Result<SnapshotPtr>>(snapshot) : std::nullopt;
  }
  bool ready = true, unknown = false;
  const auto look = [&](const Topic* topic) -> const Topic* {
    const bool known = topic && topic->error == ErrorCode::none && !topic->partitions.empty();
    ready = ready && known;
    unknown = unknown || (topic && topic->error == ErrorCode::unknown_topic_or_partition);
    return topic && topic->error != ErrorCode::none && !error_code_traits(topic->error).retriable ? topic : nullptr;
  };
  for (const std::string& name : wait.topics)
    if (const Topic* bad = look(snapshot->topic(name))) return Result<SnapshotPtr>(topic_error(*bad));
  for (const Uuid& id : wait.ids)
    if (const Topic* bad = look(snapshot->topic(id))) return Result<SnapshotPtr>(topic_error(*bad));
  if (!unknown) wait.unknown_since = never;
  else if (wait.unknown_since == never) wait.unknown_since = now;
  return ready ? std::optional<Result<SnapshotPtr>>(snapshot) : std::nullopt;
}

std::vector<MetadataWaits::Settled> MetadataWaits::settle(const SnapshotPtr& snapshot, const MetadataFlight* answered, TimePoint now) {
  std::vector<Settled> settled;
  std::erase_if(waits_, [&](MetadataWait& wait) {
    auto outcome = check(wait, snapshot, answered, now);
    if (!outcome) return false;
    settled.push_back({std::move(wait.handler), *std::move(outcome)});
    return true;
  });
  return settled;
}

std::vector<MetadataWaits::Settled> MetadataWaits::expire(TimePoint now, const std::function<Error(const MetadataWait&)>& late) {
  std::vector<Settled> settled;
  std::erase_if(waits_, [&](MetadataWait& wait) {
    if (now < deadline_of(wait)) return false;
    settled.push_back({std::move(wait.handler), late(wait)});
    return true;
  });
  return settled;
}

std::vector<MetadataWaits::Settled> MetadataWaits::fail_all(const Error& error) {
  std::vector<Settled> settled;
  for (MetadataWait& wait : std::exchange(waits_, {})) settled.push_back({std::move(wait.handler), error});
  return settled;
}

} // namespace klamm::cluster
