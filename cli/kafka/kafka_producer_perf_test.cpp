// kafka-producer-perf-test: how fast records go out, and how long each takes.
#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <klamm/producer.hpp>
#include <mutex>
#include <random>
#include <thread>

#include "cli/commands/meant.hpp"
#include "cli/frame/complaint.hpp"
#include "cli/frame/interrupt.hpp"
#include "cli/kafka/properties.hpp"
#include "cli/kafka/tools.hpp"
#include "cli/records/escapes.hpp"

namespace klamm::cli {
namespace {

using Clock = std::chrono::steady_clock;

/// What is counted between two reports, or over all; latencies in whole milliseconds.
struct Window {
  std::int64_t records = 0, bytes = 0, latency_sum = 0, latency_max = 0;
  Clock::time_point since = Clock::now();

  void add(std::int64_t latency, std::int64_t size) {
    ++records;
    bytes += size;
    latency_sum += latency;
    latency_max = std::max(latency_max, latency);
  }
  double per_second(Clock::time_point now) const { return static_cast<double>(records) / took(now); }
  double megabytes_per_second(Clock::time_point now) const { return static_cast<double>(bytes) / (1024.0 * 1024.0) / took(now); }
  double mean_latency() const { return records > 0 ? static_cast<double>(latency_sum) / static_cast<double>(records) : 0; }
  double took(Clock::time_point now) const { return std::max(std::chrono::duration<double>(now - since).count(), 1e-9); }

  std::string line(Clock::time_point now) const {
    std::array<char, 256> text{};
    std::snprintf(text.data(), text.size(), "%lld records sent, %.1f records/sec (%.2f MB/sec), %.1f ms avg latency, %.1f ms max latency.",
                  static_cast<long long>(records), per_second(now), megabytes_per_second(now), mean_latency(),
                  static_cast<double>(latency_max));
    return text.data();
  }
};

/// What has been acknowledged; told on the client's thread, read on ours.
class Statistics {
public:
  Statistics(const Frame& frame, std::int64_t warmup, Clock::duration interval) : frame_(frame), interval_(interval), warmup_(warmup) {}

  void note(const Result<RecordMetadata>& result, Clock::time_point sent, std::int64_t size) {
    const Clock::time_point now = Clock::now();
    const std::lock_guard lock(mutex_);
    if (!result) {
      if (failed_++ == 0) complain(frame_, result.error());
      return;
    }
    const auto latency = std::chrono::duration_cast<std::chrono::milliseconds>(now - sent).count();
    all_.add(latency, size);
    window_.add(latency, size);
    const auto slot = static_cast<std::size_t>(std::min<std::int64_t>(latency, longest));
    ++latencies_[slot];
    if (all_.records == warmup_) steady_ = Window{}, steady_latencies_.fill(0);
    else if (warmup_ > 0 && all_.records > warmup_) steady_.add(latency, size), ++steady_latencies_[slot];
    if (now - window_.since < interval_) return;
    say(window_.line(now));
    window_ = Window{};
  }

  ExitCode report() {
    const std::lock_guard lock(mutex_);
    const Clock::time_point now = Clock::now();
    say(summary(all_, latencies_, "", now));
    if (steady_.records > 0) say(summary(steady_, steady_latencies_, " steady state", now));
    if (failed_ > 0) complain(frame_, std::to_string(failed_) + " records were not sent");
    return failed_ == 0 ? ExitCode::ok : all_.records > 0 ? ExitCode::partial : ExitCode::error;
  }

private:
  static constexpr std::int64_t longest = 120'000; ///< delivery.timeout.ms: none takes longer
  using Latencies = std::array<std::int64_t, longest + 1>;

  static std::string summary(const Window& of, const Latencies& latencies, const char* what, Clock::time_point now) {
    const auto at = [&](double share) {
      const auto rank = static_cast<std::int64_t>(share * static_cast<double>(of.records));
      std::int64_t seen = 0;
      int latency = 0;
      for (const std::int64_t count : latencies) {
        if ((seen += count) > rank) return latency;
        ++latency;
      }
      return static_cast<int>(of.latency_max);
    };
    std::array<char, 384> text{};
    std::snprintf(
        text.data(), text.size(),
        "%lld%s records sent, %f records/sec (%.2f MB/sec), %.2f ms avg latency, %.2f ms max latency, %d ms 50th, %d ms 95th, %d ms "
        "99th, %d ms 99.9th.",
        static_cast<long long>(of.records), what, of.per_second(now), of.megabytes_per_second(now), of.mean_latency(),
        static_cast<double>(of.latency_max), at(0.5), at(0.95), at(0.99), at(0.999));
    return text.data();
  }

  const Frame& frame_;
  const Clock::duration interval_;
  const std::int64_t warmup_;
  std::mutex mutex_;
  Window all_, window_, steady_;
  std::int64_t failed_ = 0;
  Latencies latencies_{}, steady_latencies_{};
};

/// Values: of one size, of a file's lines, or growing numbers.
class Payloads {
public:
  explicit Payloads(const KafkaArguments& said) : monotonic_(said.has("payload-monotonic")) {
    if (said.has("payload-file")) {
      const std::string path = said.needed("payload-file"), delimiter = unescaped(said.value_or("payload-delimiter", "\\n"));
      std::ifstream in(path, std::ios::binary);
      if (!in) throw Failure(ExitCode::error, "the file " + path + " can't be read");
      const std::string all{std::istreambuf_iterator<char>(in), {}};
      for (std::size_t at = 0; at < all.size();) {
        const std::size_t end = delimiter.empty() ? all.size() : std::min(all.find(delimiter, at), all.size());
        if (end > at) lines_.push_back(all.substr(at, end - at));
        at = end + std::max<std::size_t>(delimiter.size(), 1);
      }
      if (lines_.empty()) throw Failure(ExitCode::error, "the file " + path + " has no payload in it");
    } else if (!monotonic_) {
      text_.resize(static_cast<std::size_t>(said.number("record-size", 1, INT32_MAX).value()));
      for (char& c : text_) c = static_cast<char>('A' + random_() % 26);
    }
  }

  std::string_view next(std::int64_t number) {
    if (!lines_.empty()) return lines_[random_() % lines_.size()];
    if (monotonic_) text_ = std::to_string(number);
    return text_;
  }

private:
  bool monotonic_;
  std::vector<std::string> lines_;
  std::string text_;
  std::minstd_rand random_{1}; // NOLINT: the same values each time
};

/// What the producer counts, by the names of Java's metrics where it has them.
void print_metrics(const ProducerStatistics& now, const std::string& client_id) {
  std::vector<std::pair<std::string, double>> metrics;
  const auto number = [](auto value) { return static_cast<double>(value); };
  const auto add = [&](const std::string& name, const std::string& tags, double value) {
    metrics.emplace_back(name + ":{" + tags + "}", value);
  };
  const std::string client = "client-id=" + client_id;
  add("producer-metrics:batch-size-avg", client, now.total.bytes_per_batch());
  add("producer-metrics:batch-split-total", client, number(now.total.splits));
  add("producer-metrics:buffer-total-bytes", client, number(now.buffer_memory));
  add("producer-metrics:buffer-available-bytes", client, number(now.buffer_memory - now.buffer_memory_used));
  add("producer-metrics:compression-rate-avg", client, now.total.compression_ratio());
  add("producer-metrics:record-error-total", client, number(now.total.records_failed));
  add("producer-metrics:record-retry-total", client, number(now.total.retries));
  add("producer-metrics:record-send-total", client, number(now.total.records_sent));
  add("producer-metrics:records-per-request-avg", client, now.total.records_per_batch());
  for (const BrokerStatistics& broker : now.brokers) {
    const std::string node = client + ", node-id=node-" + std::to_string(broker.node_id);
    constexpr double microseconds = 1000;
    add("producer-node-metrics:outgoing-byte-total", node, number(broker.bytes_sent));
    add("producer-node-metrics:incoming-byte-total", node, number(broker.bytes_received));
    add("producer-node-metrics:request-total", node, number(broker.requests));
    add("producer-node-metrics:request-latency-avg", node, broker.latency_us.mean / microseconds);
    add("producer-node-metrics:request-latency-max", node, number(broker.latency_us.max) / microseconds);
  }
  for (const ProducerTopicStatistics& topic : now.topics) {
    const std::string tags = client + ", topic=" + topic.topic;
    add("producer-topic-metrics:byte-total", tags, number(topic.total.bytes));
    add("producer-topic-metrics:record-error-total", tags, number(topic.total.records_failed));
    add("producer-topic-metrics:record-send-total", tags, number(topic.total.records_sent));
  }
  std::size_t width = 0;
  for (const auto& [name, value] : metrics) width = std::max(width, name.size());
  const auto line = [&](std::string name, const std::string& between, const std::string& value) {
    name.resize(width, ' ');
    say(name + between + value);
  };
  say("");
  line("Metric Name", "   ", "Value");
  for (const auto& [name, value] : metrics) {
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), "%.3f", value);
    line(name, " : ", text.data());
  }
}

ExitCode run(const KafkaArguments& said, Frame& frame) {
  const std::string topic = said.needed("topic");
  said.needed("num-records");
  said.needed("throughput");
  const std::int64_t count = said.number("num-records", 1).value(), rate = said.number("throughput", -1).value();
  said.one_of({"record-size", "payload-file", "payload-monotonic"});
  if (said.has("transactional-id") || said.has("transaction-duration-ms"))
    usage_error("klamm's producer has no transactions yet", "without --transactional-id records are sent at once");
  const std::int64_t warmup = said.number("warmup-records", 0).value_or(0), interval = said.number("reporting-interval", 1).value_or(5000);
  if (warmup >= count) usage_error("--warmup-records is to be less than --num-records");
  take_client_settings(said, {"producer.config", "command-config"}, {"producer-props", "command-property"}, frame);
  catch_interrupts();
  Payloads payloads(said);
  const auto statistics = std::make_unique<Statistics>(frame, warmup, std::chrono::milliseconds(interval));
  if (warmup > 0)
    say("Warmup first " + std::to_string(warmup) + " records. Steady state results will print after the complete test summary.");
  const ProducerConfig config = frame.producer();
  Producer producer(config);
  producer.partitions_for(topic, frame.wait()).value();
  const Clock::time_point began = Clock::now();
  for (std::int64_t i = 0; i < count && !interrupted(); ++i) {
    const std::string_view payload = payloads.next(i);
    const Clock::time_point sent = Clock::now();
    const auto size = static_cast<std::int64_t>(payload.size());
    producer.send({.topic = topic, .value = payload},
                  [&told = *statistics, sent, size](const Result<RecordMetadata>& result) { told.note(result, sent, size); });
    if (rate > 0)
      std::this_thread::sleep_until(began + std::chrono::duration_cast<Clock::duration>(
                                                std::chrono::duration<double>(static_cast<double>(i + 1) / static_cast<double>(rate))));
  }
  producer.flush(std::chrono::hours(1)).value(); // (delivery.timeout.ms ends every record before)
  const ExitCode code = statistics->report();
  if (said.has("print-metrics")) print_metrics(producer.statistics(), config.client_id);
  return code;
}

} // namespace

KafkaTool kafka_producer_perf_test_tool() {
  using Takes = KafkaFlag::Takes;
  return {"kafka-producer-perf-test",
          "How fast records go out, and how long each takes.",
          {{"topic", "TOPIC", "Where to"},
           {"num-records", "N", "How many"},
           {"throughput", "N", "How many a second at most; -1: as many as it can"},
           {"record-size", "BYTES", "Values of this size"},
           {"payload-file", "FILE", "Values of this file, taken at random"},
           {"payload-delimiter", "TEXT", "--payload-file: what stands between values; default: \\n"},
           {"payload-monotonic", "", "Values are growing numbers"},
           {"command-property", "NAME=VALUE…", "Settings of the producer", Takes::several},
           {"producer-props", "NAME=VALUE…", "--command-property, as it was called", Takes::several},
           {"producer.config", "FILE", "--command-config, as it was called"},
           {"print-metrics", "", "The producer's own counts at the end"},
           {"warmup-records", "N", "The first records are left out of a second summary"},
           {"reporting-interval", "MS", "How often to say how it goes; default: 5000"},
           {"transactional-id", "ID", "Not there yet: klamm's producer has no transactions"},
           {"transaction-duration-ms", "MS", "Not there yet"}},
          {{"messages", "--num-records"}, {"message-size", "--record-size"}},
          run};
}

} // namespace klamm::cli
