#include "sim/plan.hpp"

#include <array>
#include <stdexcept>

namespace klamm::sim {
namespace {

using std::chrono::milliseconds;

/// Draws.
class Dice {
public:
  explicit Dice(Random& random) : random_(random) {}
  bool one_in(std::uint64_t n) { return random_.below(n) == 0; }
  template <class Int>
  Int between(Int low, Int high) {
    return static_cast<Int>(low + static_cast<Int>(random_.below(static_cast<std::uint64_t>(high - low) + 1)));
  }
  /// Small numbers as often as large ones: uniform on a logarithmic scale.
  std::int64_t scaled(std::int64_t low, std::int64_t high) {
    std::int64_t top = low;
    while (top < high && random_.below(8) != 0) top *= 2;
    return between(low, std::min(top, high));
  }
  milliseconds ms(std::int64_t low, std::int64_t high) { return milliseconds(scaled(low, high)); }
  template <class T, std::size_t N>
  T of(const std::array<T, N>& all) {
    return all[random_.below(N)];
  }

private:
  Random& random_;
};

template <class Config>
void connect(Config& config, Dice& dice) {
  config.request_timeout = milliseconds(dice.between(1'500, 5'000));
  config.retry_backoff = dice.ms(10, 200);
  config.retry_backoff_max = config.retry_backoff * dice.between(1, 8);
  config.metadata.max_age = dice.ms(1'000, 300'000);
  config.connection.socket_connection_setup_timeout = dice.ms(500, 4'000);
  config.connection.socket_connection_setup_timeout_max = config.connection.socket_connection_setup_timeout * dice.between(1, 3);
  config.connection.reconnect_backoff = dice.ms(10, 100);
  config.connection.reconnect_backoff_max = config.connection.reconnect_backoff * dice.between(1, 10);
  if (dice.one_in(4)) config.connection.connections_max_idle = dice.ms(500, 5'000);
  if (dice.one_in(6)) config.metadata.recovery_rebootstrap_trigger = dice.ms(1'000, 20'000);
  config.log_level = LogLevel::debug; // (what is not traced is not written)
}

ProducerPlan make_producer(Dice& dice, bool hasty, Duration span) {
  ProducerPlan plan{};
  ProducerConfig& config = plan.config;
  connect(config, dice);
  config.linger = dice.one_in(3) ? milliseconds(0) : dice.ms(1, 100);
  config.batch_size = static_cast<std::int32_t>(dice.scaled(64, 32'768));
  config.buffer_memory = dice.one_in(3) ? config.batch_size * dice.scaled(4, 64) + 20'000 : 33'554'432;
  config.max_request_size = dice.one_in(4) ? static_cast<std::int32_t>(dice.scaled(8'192, 100'000)) : 1'048'576;
  config.max_in_flight_requests_per_connection = dice.between(1, 5);
  config.max_block = hasty ? dice.ms(200, 5'000) : milliseconds(600'000);
  config.delivery_timeout = milliseconds(600'000);
  if (hasty) config.delivery_timeout = config.request_timeout + std::chrono::ceil<milliseconds>(config.linger) + dice.ms(1, 8'000);
  config.compression_type = dice.of(std::array{CompressionType::none, CompressionType::none, CompressionType::lz4, CompressionType::zstd,
                                               CompressionType::snappy, CompressionType::gzip});
  plan.largest_value = static_cast<std::uint64_t>(dice.scaled(60, 4'000));
  plan.largest_burst = static_cast<std::uint64_t>(dice.scaled(1, 30));
  plan.pause = span * 2 / dice.scaled(8, 100);
  plan.waits = !hasty || dice.one_in(2);
  return plan;
}

ConsumerPlan make_consumer(Dice& dice, bool restless) {
  ConsumerPlan plan{};
  ConsumerConfig& config = plan.config;
  connect(config, dice);
  config.auto_offset_reset = AutoOffsetReset::earliest();
  config.fetch_max_wait = dice.ms(1, 1'000);
  config.max_partition_fetch_bytes = static_cast<std::int32_t>(dice.scaled(500, 1'048'576));
  config.fetch_min_bytes =
      dice.one_in(2) ? 1 : static_cast<std::int32_t>(dice.scaled(1, std::min(config.max_partition_fetch_bytes, 1'000)));
  config.fetch_max_bytes = static_cast<std::int32_t>(dice.scaled(1'000, 52'428'800));
  // (a response may hold little more than half of what fits: one that waits for more than that is slow without a fault)
  config.fetch_min_bytes = std::min({config.fetch_min_bytes, config.max_partition_fetch_bytes / 4, config.fetch_max_bytes / 4});
  config.fetch_buffer_bytes = dice.one_in(3) ? dice.scaled(2'000, 200'000) : 64 * 1024 * 1024;
  config.max_poll_records = static_cast<std::int32_t>(dice.scaled(1, 500));
  plan.restless = restless;
  plan.thinks = dice.one_in(2) ? Duration(0) : Duration(dice.ms(1, 300));
  return plan;
}

GroupPlan make_group(Dice& dice) {
  GroupPlan plan{};
  plan.id = "group";
  ConsumerConfig& config = plan.config;
  config = make_consumer(dice, false).config;
  config.group_id = plan.id;
  const int protocol = dice.between(0, 2);
  if (protocol == 0) config.group_protocol = GroupProtocol::consumer;
  if (protocol == 1) config.partition_assignment_strategy = {dice.of(std::array<const char*, 3>{"range", "roundrobin", "sticky"})};
  if (protocol == 2) config.partition_assignment_strategy = {"cooperative-sticky"};
  if (config.group_protocol == GroupProtocol::classic) {
    config.session_timeout = dice.ms(1'500, 6'000);
    config.heartbeat_interval = config.session_timeout / dice.between(4, 8);
  }
  config.max_poll_interval = milliseconds(dice.between(2'000, 10'000));
  plan.commits_by_hand = dice.one_in(3);
  config.enable_auto_commit = !plan.commits_by_hand;
  config.auto_commit_interval = dice.ms(100, 3'000);
  plan.members = dice.between(2, 4);
  plan.is_static = dice.one_in(3);
  plan.life = dice.ms(500, 10'000);
  plan.session = dice.ms(1'500, 6'000);
  plan.heartbeat = plan.session / dice.between(4, 8);
  return plan;
}

constexpr std::array any_fault{Fault::cut,     Fault::cut_at_byte, Fault::half_open,    Fault::slow,
                               Fault::chopped, Fault::unreachable, Fault::unresolvable, Fault::kill,
                               Fault::freeze,  Fault::move_leader, Fault::error};

} // namespace

std::string_view fault_name(Fault fault) {
  constexpr std::array<std::string_view, 17> names{
      "cut",         "cut_at_byte", "half_open",   "slow",     "chopped",  "unreachable", "unresolvable",     "kill",    "freeze",
      "move_leader", "error",       "lost_answer", "throttle", "truncate", "retention",   "move_coordinator", "recreate"};
  return names[static_cast<std::size_t>(fault)];
}

const std::vector<Workload>& workloads() {
  static const std::vector<Workload> all{
      {"produce", "idempotent producers with time enough: every record is written once, in order, none fails"},
      {"hasty", "idempotent producers whose records expire: what is said of each is true, and the others stay in order"},
      {"unsafe", "producers with acks=1 or 0, or without idempotence: only what these promise"},
      {"consume", "producers, and consumers of assigned partitions that seek, pause and change them: nothing missed, nothing twice"},
      {"retention", "the same while the logs' beginnings are deleted"},
      {"truncate", "the same while unclean elections lose the logs' ends"},
      {"recreate", "the same while topics are deleted and made anew: what is read begins at the new topic's first record"},
      {"groups", "a group whose members join, leave, crash, hang and are cut off: nothing missed, one owner, commits true"},
  };
  return all;
}

Plan make_plan(std::string_view workload, Random random) {
  Dice dice(random);
  Plan plan{};
  plan.span = milliseconds(dice.between(5'000, 30'000));
  plan.brokers = dice.between(1, 4);
  const bool produces = workload == "produce" || workload == "hasty" || workload == "unsafe";
  const bool consumes = workload == "consume" || workload == "retention" || workload == "truncate" || workload == "recreate";
  const bool groups = workload == "groups";
  if (!produces && !consumes && !groups) throw std::invalid_argument("there is no workload " + std::string(workload));
  for (int i = dice.between(1, 3); i > 0; --i) plan.topics.push_back({"t" + std::to_string(i), dice.between(1, 6)});
  for (int i = produces ? dice.between(1, 3) : 1; i > 0; --i) {
    ProducerPlan producer =
        make_producer(dice, workload == "hasty" || workload == "recreate" || (workload == "unsafe" && dice.one_in(2)), plan.span);
    if (workload == "unsafe") {
      producer.config.acks = dice.of(std::array{Acks::all, Acks::leader, Acks::leader, Acks::none});
      producer.config.enable_idempotence = false;
    }
    plan.producers.push_back(std::move(producer));
  }
  if (consumes) {
    for (int i = dice.between(1, 3); i > 0; --i) plan.consumers.push_back(make_consumer(dice, dice.one_in(2)));
  }
  if (groups) plan.group = make_group(dice);
  for (const Fault fault : any_fault) {
    if (dice.one_in(3)) plan.faults.push_back(fault);
  }
  if (workload == "retention") plan.faults.push_back(Fault::retention);
  if (workload == "truncate") plan.faults.push_back(Fault::truncate);
  if (workload == "recreate") plan.faults.push_back(Fault::recreate);
  if (groups && dice.one_in(2)) plan.faults.push_back(Fault::move_coordinator);
  plan.fault_every = dice.ms(200, 8'000);
  if (workload == "truncate") return plan; // (so that the seeds in tests keep their meaning)
  for (const Fault fault : {Fault::lost_answer, Fault::throttle}) {
    if (dice.one_in(4)) plan.faults.push_back(fault);
  }
  return plan;
}

std::vector<std::string> describe(const Plan& plan) {
  const auto ms = [](Duration time) { return std::to_string(std::chrono::duration_cast<milliseconds>(time).count()) + " ms"; };
  std::vector<std::string> lines;
  std::string head = std::to_string(plan.brokers) + " brokers, " + ms(plan.span) + ", topics";
  for (const TopicPlan& topic : plan.topics) head += " " + topic.name + "(" + std::to_string(topic.partitions) + ")";
  head += ", faults every " + ms(plan.fault_every) + ":";
  for (const Fault fault : plan.faults) head += " " + std::string(fault_name(fault));
  lines.push_back(head);
  for (const ProducerPlan& producer : plan.producers) {
    const ProducerConfig& config = producer.config;
    lines.push_back("producer: linger " + ms(config.linger) + ", batch " + std::to_string(config.batch_size) + ", buffer " +
                    std::to_string(config.buffer_memory) + ", request " + std::to_string(config.max_request_size) + ", in flight " +
                    std::to_string(config.max_in_flight_requests_per_connection) + ", delivery " + ms(config.delivery_timeout) +
                    ", request timeout " + ms(config.request_timeout) + ", codec " +
                    std::to_string(static_cast<int>(config.compression_type)) + ", values to " + std::to_string(producer.largest_value) +
                    ", bursts to " + std::to_string(producer.largest_burst) + (producer.waits ? ", waits" : ""));
  }
  for (const ConsumerPlan& consumer : plan.consumers) {
    const ConsumerConfig& config = consumer.config;
    lines.push_back("consumer: wait " + ms(config.fetch_max_wait) + ", min " + std::to_string(config.fetch_min_bytes) + ", partition " +
                    std::to_string(config.max_partition_fetch_bytes) + ", max " + std::to_string(config.fetch_max_bytes) + ", buffer " +
                    std::to_string(config.fetch_buffer_bytes) + ", polls of " + std::to_string(config.max_poll_records) +
                    ", request timeout " + ms(config.request_timeout) + ", thinks " + ms(consumer.thinks) +
                    (consumer.restless ? ", restless" : ""));
  }
  if (plan.group) {
    const ConsumerConfig& config = plan.group->config;
    const bool classic = config.group_protocol == GroupProtocol::classic;
    lines.push_back("group: " + std::to_string(plan.group->members) + (plan.group->is_static ? " static" : "") + " members, " +
                    (classic ? config.partition_assignment_strategy[0] : "consumer protocol") + ", session " +
                    ms(classic ? config.session_timeout : plan.group->session) + ", polls every " + ms(config.max_poll_interval) + ", " +
                    (plan.group->commits_by_hand ? "commits by hand" : "commits every " + ms(config.auto_commit_interval)) +
                    ", something happens every " + ms(plan.group->life));
  }
  return lines;
}

} // namespace klamm::sim
