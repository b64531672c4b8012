#include "cluster/metadata_cache.hpp"

#include "cluster/topic_builder.hpp"

namespace klamm::cluster {

namespace {

constexpr std::int16_t first_reliable_epochs = 9; // KAFKA-9212

std::vector<Broker> sorted_brokers(const wire::MetadataResponse& response) {
  std::vector<Broker> brokers;
  brokers.reserve(response.brokers.size());
  for (const auto& told : response.brokers) {
    if (told.node_id < 0 || told.port <= 0 || told.port > 65535) continue;
    Broker broker{told.node_id, {std::string(told.host), static_cast<std::uint16_t>(told.port)}, std::nullopt};
    if (told.rack) broker.rack.emplace(*told.rack);
    brokers.push_back(std::move(broker));
  }
  std::stable_sort(brokers.begin(), brokers.end(), [](const Broker& a, const Broker& b) { return a.id < b.id; });
  brokers.erase(std::unique(brokers.begin(), brokers.end(), [](const Broker& a, const Broker& b) { return a.id == b.id; }), brokers.end());
  return brokers;
}

void insert_broker(std::vector<Broker>& brokers, const Broker& broker) {
  const auto at = std::lower_bound(brokers.begin(), brokers.end(), broker.id, [](const Broker& b, NodeId id) { return b.id < id; });
  if (at != brokers.end() && at->id == broker.id) *at = broker;
  else brokers.insert(at, broker);
}

} // namespace

MetadataCache::MetadataCache(Duration grace) : grace_(grace) {}

std::shared_ptr<MetadataSnapshot> MetadataCache::next() const {
  auto copy = std::make_shared<MetadataSnapshot>(*snapshot_);
  ++copy->version_;
  return copy;
}

void MetadataCache::put(MetadataSnapshot& into, Topic topic) {
  const Topic* old = into.topic(topic.name);
  if (old && !old->id.is_zero() && old->id != topic.id) into.by_id_.erase(Uuid(old->id));
  auto shared = std::make_shared<const Topic>(std::move(topic));
  if (!shared->id.is_zero()) into.by_id_.put(shared);
  into.by_name_.put(std::move(shared));
}

void MetadataCache::erase(MetadataSnapshot& from, std::string_view name) {
  const std::shared_ptr<const Topic> old = from.share_topic(name);
  if (!old) return;
  if (!old->id.is_zero()) from.by_id_.erase(old->id);
  from.by_name_.erase(name);
}

Result<MetadataCache::Outcome> MetadataCache::apply(const wire::MetadataResponse& response, const Asked& asked, TimePoint now) {
  if (response.error_code != ErrorCode::none) return Error(response.error_code);
  std::vector<Broker> brokers = sorted_brokers(response);
  if (brokers.empty())
    return Error(ErrorCode::leader_not_available, "the broker answered with metadata that names no broker: it may still be starting");

  Outcome outcome;
  auto changed = next();
  const std::string cluster_id(response.cluster_id.value_or(std::string_view()));
  if (!cluster_id.empty() && !changed->cluster_id_.empty() && cluster_id != changed->cluster_id_) {
    if (!asked.other_cluster_ok)
      return Error(ErrorCode::inconsistent_cluster_id,
                   "this broker belongs to cluster " + cluster_id + ", and this client to " + changed->cluster_id_,
                   "its address is used by another cluster now; the client goes on with its other brokers");
    const std::uint64_t version = changed->version_;
    *changed = MetadataSnapshot();
    changed->version_ = version;
    outcome.other_cluster = true;
  }
  if (!cluster_id.empty() && cluster_id != changed->cluster_id_) changed->cluster_id_ = cluster_id, outcome.changed = true;
  const NodeId controller = response.controller_id < 0 ? no_node : response.controller_id;
  if (controller != changed->controller_) changed->controller_ = controller, outcome.changed = true;
  if (!changed->brokers_ || *changed->brokers_ != brokers) {
    changed->brokers_ = std::make_shared<const std::vector<Broker>>(std::move(brokers));
    outcome.changed = true;
  }

  const TopicBuilder::Rules rules{asked.version >= first_reliable_epochs, grace_, now};
  std::vector<std::string_view> named;
  for (const auto& told : response.topics) {
    const Topic* old = told.name ? changed->topic(*told.name) : changed->topic(told.topic_id);
    const std::string name(told.name ? *told.name : old ? std::string_view(old->name) : std::string_view());
    if (name.empty()) continue; // an id that the broker doesn't know, and neither do we
    if (asked.all_topics && told.name) named.push_back(*told.name);
    bool complete = true;
    Topic topic = TopicBuilder::merge(told, name, old, rules, complete);
    for (const Partition& p : topic.partitions) complete = complete && changed->broker(p.leader);
    if (!complete) outcome.incomplete.push_back(name);
    if (old && TopicBuilder::same(*old, topic)) continue;
    put(*changed, std::move(topic));
    outcome.changed = true;
  }
  if (asked.all_topics) {
    std::sort(named.begin(), named.end());
    std::vector<std::shared_ptr<const Topic>> unnamed;
    changed->by_name_.for_each([&](const std::shared_ptr<const Topic>& topic) {
      if (!std::binary_search(named.begin(), named.end(), std::string_view(topic->name))) unnamed.push_back(topic);
    });
    for (const auto& old : unnamed) {
      Topic topic = TopicBuilder::missing(*old, rules);
      outcome.changed = true;
      if (topic.partitions.empty() && now >= after(topic.error_since, grace_)) {
        erase(*changed, old->name);
        continue;
      }
      outcome.incomplete.push_back(old->name);
      put(*changed, std::move(topic));
    }
  }
  if (outcome.changed) publish(std::move(changed));
  return outcome;
}

std::size_t MetadataCache::apply_hints(std::span<const LeaderHint> hints, std::span<const Broker> brokers) {
  auto changed = next();
  std::vector<Broker> all(changed->brokers().begin(), changed->brokers().end());
  for (const Broker& broker : brokers)
    if (broker.id >= 0) insert_broker(all, broker);
  changed->brokers_ = std::make_shared<const std::vector<Broker>>(std::move(all));

  std::size_t news = 0;
  std::optional<Topic> topic; // hints come grouped by topic: each topic is copied once
  const auto flush = [&] {
    if (topic) put(*changed, *std::move(topic));
    topic.reset();
  };
  for (const LeaderHint& hint : hints) {
    if (topic && topic->name != hint.topic) flush();
    const Topic* known = topic ? &*topic : changed->topic(hint.topic);
    const Partition* p = known ? known->partition(hint.partition) : nullptr;
    if (!p || hint.leader < 0 || hint.leader_epoch <= p->leader_epoch || !changed->broker(hint.leader)) continue;
    if (!topic) topic = *known;
    TopicBuilder::set_leader(*topic, hint.partition, hint.leader, hint.leader_epoch);
    ++news;
  }
  flush();
  if (news > 0) publish(std::move(changed));
  return news;
}

void MetadataCache::add_broker(const Broker& broker) {
  const Broker* known = snapshot_->broker(broker.id);
  if (known && known->endpoint == broker.endpoint) return;
  auto changed = next();
  std::vector<Broker> all(changed->brokers().begin(), changed->brokers().end());
  insert_broker(all, broker);
  changed->brokers_ = std::make_shared<const std::vector<Broker>>(std::move(all));
  publish(std::move(changed));
}

void MetadataCache::forget_brokers() {
  if (snapshot_->brokers().empty()) return;
  auto changed = next();
  changed->brokers_.reset();
  changed->controller_ = no_node;
  publish(std::move(changed));
}

void MetadataCache::forget_topics(std::span<const std::string> names) {
  auto changed = next();
  for (const std::string& name : names) erase(*changed, name);
  if (changed->topic_count() != snapshot_->topic_count()) publish(std::move(changed));
}

void MetadataCache::keep_topics(const std::function<bool(std::string_view)>& wanted) {
  std::vector<std::string> unwanted;
  snapshot_->for_each_topic([&](const Topic& topic) {
    if (!wanted(topic.name)) unwanted.push_back(topic.name);
  });
  if (!unwanted.empty()) forget_topics(unwanted);
}

} // namespace klamm::cluster
