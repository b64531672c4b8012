#include "cli/doctor/health.hpp"

#include <algorithm>
#include <array>

namespace klamm::cli {
namespace {

std::string name_of(const TopicDescription& topic, const PartitionDescription& partition) {
  return topic.name + "[" + std::to_string(partition.partition) + "]";
}

// "orders[0], orders[3] and 12 more"
std::string some(const std::vector<std::string>& names) {
  constexpr std::size_t shown = 5;
  std::string text;
  for (std::size_t i = 0; i < std::min(shown, names.size()); ++i) text += (i == 0 ? "" : ", ") + names[i];
  return names.size() > shown ? text + " and " + std::to_string(names.size() - shown) + " more" : text;
}

std::string number_of(std::size_t count, const std::string& thing) { return std::to_string(count) + " " + thing + (count == 1 ? "" : "s"); }

} // namespace

std::string release_of(std::int16_t metadata_version) {
  struct Last {
    std::int16_t level; ///< the release's last
    std::string_view release;
  };
  constexpr std::array releases{Last{1, "3.0"},  Last{2, "3.1"},  Last{3, "3.2"},  Last{7, "3.3"},  Last{8, "3.4"},
                                Last{11, "3.5"}, Last{14, "3.6"}, Last{19, "3.7"}, Last{20, "3.8"}, Last{21, "3.9"},
                                Last{25, "4.0"}, Last{27, "4.1"}, Last{29, "4.2"}, Last{30, "4.3"}};
  if (metadata_version < 1) return {};
  const auto found = std::find_if(releases.begin(), releases.end(), [&](const Last& one) { return metadata_version <= one.level; });
  return found == releases.end() ? std::string() : std::string(found->release);
}

void judge_features(const ClusterFeatures& features, Findings& findings) {
  const auto has = features.supported.find("metadata.version");
  const auto is = features.finalized.find("metadata.version");
  if (has == features.supported.end() || is == features.finalized.end()) {
    findings.add({Status::note, "version", "",
                  "the cluster has no metadata.version: Kafka before 3.3, or with ZooKeeper, or no Kafka at all",
                  "clients work; what needs KRaft doesn't"});
    return;
  }
  const std::string release = release_of(is->second), could = release_of(has->second.max);
  const std::string level = "metadata.version " + std::to_string(is->second);
  if (is->second < has->second.max)
    findings.add({Status::warning, "version", "",
                  "the brokers could have metadata.version " + std::to_string(has->second.max) +
                      (could.empty() ? "" : " (Kafka " + could + ")") + ", the cluster is at " + std::to_string(is->second) +
                      (release.empty() ? "" : " (Kafka " + release + ")") + ": an upgrade was not finished",
                  "when all brokers run the new version: kafka-features.sh upgrade --release-version " +
                      (could.empty() ? std::string("…") : could)});
  else
    findings.ok("version", "",
                release.empty() ? level + ", which is newer than this klamm knows" : "Kafka " + release + " (" + level + ")");
  std::string list;
  for (const auto& [name, levels] : features.supported) {
    if (name == "metadata.version" || levels.max == 0) continue;
    const auto at = features.finalized.find(name);
    list += (list.empty() ? "" : ", ") + name + " " + std::to_string(at == features.finalized.end() ? 0 : at->second);
    if (const int now = at == features.finalized.end() ? 0 : at->second; now < levels.max) list += " of " + std::to_string(levels.max);
  }
  if (!list.empty()) findings.ok("features", "", list);
}

void judge_clock(Timestamp asked, Timestamp controller, Timestamp answered, Findings& findings) {
  // Whatever it is, it lies outside of the time that the question took.
  const Timestamp ahead = controller > answered ? controller - answered : controller < asked ? controller - asked : 0;
  const Timestamp apart = ahead < 0 ? -ahead : ahead;
  constexpr Timestamp fine = 1'000, bad = 60'000;
  const std::string text =
      "the controller's clock is " + std::to_string(apart) + " ms " + (ahead < 0 ? "behind" : "ahead of") + " this host's";
  if (apart == 0) findings.ok("clock", "", "the controller's clock and this host's agree");
  else if (apart < fine) findings.ok("clock", "", text);
  else
    findings.add({apart < bad ? Status::warning : Status::failed, "clock", "", text,
                  "let NTP set the clocks: records get this host's time, and retention, offsets by time, TLS certificates and tokens go by "
                  "the brokers'"});
}

void judge_brokers(const std::vector<BrokerDescription>& brokers, Findings& findings) {
  std::map<std::string, std::vector<std::int32_t>> by_address;
  for (const BrokerDescription& one : brokers) {
    if (one.fenced)
      findings.add({Status::warning, "brokers", "broker " + std::to_string(one.id),
                    "broker " + std::to_string(one.id) + " is fenced: registered, but out of service",
                    "start it, or forget it: kafka-cluster.sh unregister --id " + std::to_string(one.id)});
    else by_address[one.host + ":" + std::to_string(one.port)].push_back(one.id);
  }
  for (const auto& [address, ids] : by_address) {
    if (ids.size() < 2) continue;
    std::string list;
    for (const std::int32_t id : ids) list += (list.empty() ? "" : ", ") + std::to_string(id);
    findings.add({Status::failed, "advertised", address,
                  "brokers " + list + " all advertise " + address + ": clients can't tell them apart",
                  "give each an advertised.listeners of its own"});
  }
}

void judge_partitions(const std::vector<TopicDescription>& topics, const std::map<std::string, int>& min_in_sync, Findings& findings) {
  std::vector<std::string> leaderless, refusing, lacking, elsewhere;
  std::size_t partitions = 0;
  for (const TopicDescription& topic : topics) {
    const auto least = min_in_sync.find(topic.name);
    for (const PartitionDescription& one : topic.partitions) {
      ++partitions;
      const std::size_t in_sync = one.in_sync_replicas.size(), all = one.replicas.size();
      const std::string name = name_of(topic, one);
      if (one.leader < 0) leaderless.push_back(name);
      else if (least != min_in_sync.end() && static_cast<int>(in_sync) < least->second)
        refusing.push_back(name + " (" + std::to_string(in_sync) + " of " + std::to_string(least->second) + ")");
      else if (in_sync < all) lacking.push_back(name + " (" + std::to_string(in_sync) + " of " + std::to_string(all) + ")");
      else if (one.leader != one.replicas.front()) elsewhere.push_back(name);
    }
  }
  if (!leaderless.empty())
    findings.add({Status::failed, "partitions", "",
                  number_of(leaderless.size(), "partition") + " without a leader, which nobody can write or read: " + some(leaderless),
                  "start the brokers that hold them: klamm topics describe --unavailable"});
  if (!refusing.empty())
    findings.add({Status::failed, "partitions", "",
                  number_of(refusing.size(), "partition") +
                      " with fewer in-sync replicas than min.insync.replicas, which refuse writes with acks=all: " + some(refusing),
                  "start the brokers that hold them: klamm topics describe --under-replicated"});
  if (!lacking.empty())
    findings.add({Status::warning, "partitions", "", number_of(lacking.size(), "partition") + " under-replicated: " + some(lacking),
                  "a broker is down or slow: klamm topics describe --under-replicated"});
  if (!elsewhere.empty())
    findings.add({Status::note, "partitions", "",
                  number_of(elsewhere.size(), "partition") + " not led by the preferred replica: " + some(elsewhere),
                  "it passes by itself, or: klamm cluster elect-leaders --execute"});
  if (topics.empty()) return findings.ok("partitions", "", "there are no topics");
  if (leaderless.empty() && refusing.empty() && lacking.empty())
    findings.ok("partitions", "",
                number_of(partitions, "partition") + " of " + number_of(topics.size(), "topic") +
                    ", each with its leader and all replicas in sync");
}

void judge_lag(const GroupDescription& group, const std::map<TopicPartition, GroupProgress>& progress, bool asked_for, Findings& findings) {
  std::int64_t behind = 0;
  std::size_t unowned = 0;
  for (const auto& [partition, of] : progress) {
    behind += of.lag().value_or(0);
    unowned += of.owner == nullptr ? 1 : 0;
  }
  const std::string head = "group " + group.group_id + ": ";
  const std::string text =
      head + (behind == 0 ? "nothing to read" : std::to_string(behind) + (behind == 1 ? " record" : " records") + " to read") + ", " +
      number_of(group.members.size(), "member");
  if (group.members.empty() && (behind > 0 || asked_for))
    findings.add({asked_for ? Status::warning : Status::note, "lag", group.group_id, text,
                  "start its consumers, or forget it: klamm groups delete " + group.group_id});
  else if (!group.members.empty() && unowned > 0 && group.state == GroupState::stable)
    findings.add({Status::note, "lag", group.group_id,
                  text + "; nobody reads " + number_of(unowned, "partition") + " that it has offsets for",
                  "a topic that it no longer subscribes to? klamm groups describe " + group.group_id});
  else findings.ok("lag", group.group_id, text);
}

} // namespace klamm::cli
