#include "cli/commands/copy.hpp"

#include <atomic>
#include <klamm/admin.hpp>
#include <klamm/consumer.hpp>
#include <klamm/producer.hpp>
#include <mutex>
#include <set>

#include "cli/commands/consume.hpp"
#include "cli/commands/meant.hpp"
#include "cli/commands/produce.hpp"
#include "cli/commands/range_reader.hpp"
#include "cli/commands/record_printer.hpp"
#include "cli/frame/complaint.hpp"
#include "cli/frame/interrupt.hpp"
#include "cli/output/progress.hpp"
#include "cli/records/partition_list.hpp"

namespace klamm::cli {
namespace {

// Where the copy goes: to the same cluster with the same settings, or to the other one's.
Frame target_of(const CopyOptions& options, const Frame& frame) {
  Frame target = frame;
  if (!options.to_config.empty()) {
    target.config_file = options.to_config;
    target.brokers.clear();
    target.settings.clear();
    target.own_settings_only = true;
  }
  if (!options.to_brokers.empty()) target.brokers = options.to_brokers;
  target.settings.insert(target.settings.end(), options.to_settings.begin(), options.to_settings.end());
  return target;
}

ConsumerConfig source_config(const CopyOptions& options, const Frame& frame) {
  ConsumerConfig config = frame.consumer();
  Properties more;
  more.add("isolation.level", options.isolation.empty() ? "read_committed" : options.isolation, "--isolation");
  more.add("auto.offset.reset", "none");
  if (!frame.says("allow.auto.create.topics")) more.add("allow.auto.create.topics", "false");
  if (!frame.says("max.poll.records")) more.add("max.poll.records", "2000");
  config.apply(more).value();
  return config;
}

ProducerConfig target_config(const CopyOptions& options, const Frame& target) {
  ProducerConfig config = target.producer();
  Properties more;
  add_codec(more, options.codec);
  if (!target.says("allow.auto.create.topics")) more.add("allow.auto.create.topics", "false");
  config.apply(more).value();
  return config;
}

// The target with as many partitions as the source has, and what was set for it.
void create_target(const CopyOptions& options, const Frame& frame, const Frame& target) {
  Admin from(frame.admin()), to(target.admin());
  const auto described = from.describe_topics({TopicRef(options.from)}).value();
  NewTopic topic(options.to, static_cast<std::int32_t>(described[0].result.value().partitions.size()));
  const auto configs = from.describe_configs({ConfigResource::topic(options.from)}).value();
  for (const ConfigEntry& entry : configs[0].result.value())
    if (entry.source == ConfigSource::dynamic_topic_config && entry.value) topic.configs.emplace(entry.name, *entry.value);
  const auto created = to.create_topics({topic}).value();
  if (!created[0].result && created[0].result.error().code() == ErrorCode::topic_already_exists) return;
  created[0].result.value();
  say("created topic " + options.to + " with " + std::to_string(topic.partitions) + " partitions");
}

class Copy {
public:
  Copy(const CopyOptions& options, const Frame& frame, const Frame& target)
      : options_(options),
        frame_(frame),
        filter_(filter_of(options)),
        consumer_(source_config(options, frame)),
        producer_(target_config(options, target)) {}

  ExitCode run() {
    const Range range = parse_range(options_.offsets, wall_now());
    const PartitionRanges ranges =
        find_partitions(consumer_, {options_.from},
                        options_.partitions.empty() ? std::vector<std::int32_t>() : parse_partitions(options_.partitions), range);
    check_target(ranges);
    RangeReader reader(consumer_, ranges, options_.follow, frame_);
    const std::uint64_t most = options_.count.value_or(UINT64_MAX);
    {
      Progress progress(frame_, options_.progress, options_.follow ? std::nullopt : std::optional(std::min(reader.offsets(), most)));
      while (!reader.done() && read_ < most && !interrupted() && !fatal_) {
        reader.poll([&](const ConsumerRecord& record) {
          if (filter_.wants(record.value())) send(record);
          progress.show(read_, bytes_);
          return read_ < most && !fatal_ && !interrupted();
        });
      }
      const Result<void> closed = producer_.close(std::chrono::hours(1)); // (delivery.timeout.ms ends every record before)
      if (!closed && failed_ == 0) throw Exception(closed.error());
    }
    consumer_.close().value();
    // What counts is what the target's brokers have acknowledged.
    say("copied " + std::to_string(acknowledged_) + " records from " + options_.from + " to " + options_.to);
    if (failed_ == 0) return ExitCode::ok;
    complain(frame_, std::to_string(failed_) + " of " + std::to_string(read_) + " records were not copied");
    return acknowledged_ > 0 ? ExitCode::partial : ExitCode::error;
  }

private:
  static ConsumeOptions filter_of(const CopyOptions& options) {
    ConsumeOptions filter;
    filter.grep = options.where;
    return filter;
  }

  void check_target(const PartitionRanges& ranges) {
    const Result<std::int32_t> partitions = producer_.partitions_for(options_.to, frame_.wait());
    if (!partitions && partitions.error().code() == ErrorCode::topic_unknown)
      throw Exception(partitions.error().with_hint("--create makes it, as " + options_.from + " is"));
    const std::int32_t there = partitions.value();
    if (options_.keep_partitions && !ranges.empty() && ranges.rbegin()->first.partition >= there)
      throw Failure(ExitCode::error,
                    "topic " + options_.to + " has " + std::to_string(there) + " partitions, and --keep-partitions needs partition " +
                        std::to_string(ranges.rbegin()->first.partition),
                    "klamm topics alter " + options_.to + " -p " + std::to_string(ranges.rbegin()->first.partition + 1));
  }

  void send(const ConsumerRecord& record) {
    headers_.clear();
    for (const Header& header : record.headers()) headers_.push_back(header);
    ProducerRecord copied{.topic = options_.to, .key = record.key(), .value = record.value(), .headers = headers_};
    if (options_.keep_partitions) copied.partition = record.partition();
    if (record.timestamp() >= 0) copied.timestamp = record.timestamp();
    ++read_;
    bytes_ += record.key().size() + record.value().size();
    producer_.send(copied, [this](const Result<RecordMetadata>& result) { note(result); });
  }

  // On the producer's thread.
  void note(const Result<RecordMetadata>& result) {
    if (result) {
      ++acknowledged_;
      return;
    }
    ++failed_;
    if (result.error().fatal()) fatal_ = true;
    if (told_.insert(result.error().code()).second) complain(frame_, result.error()); // (one line a kind: they come in thousands)
  }

  const CopyOptions& options_;
  const Frame& frame_;
  RecordPrinter filter_;
  std::vector<Header> headers_;
  std::uint64_t read_ = 0, bytes_ = 0;
  std::atomic<bool> fatal_{false};
  std::uint64_t acknowledged_ = 0, failed_ = 0; // the producer's thread's, until it has gone, as is:
  std::set<ErrorCode> told_;
  Consumer consumer_;
  Producer producer_; // after what its completions use
};

} // namespace

ExitCode copy(const CopyOptions& options, const Frame& frame) {
  const Frame target = target_of(options, frame);
  const bool elsewhere = !options.to_brokers.empty() || !options.to_config.empty();
  if (options.from == options.to && !elsewhere)
    usage_error("a topic is not copied to itself", "another topic, or another cluster: --to-brokers, --to-config");
  if (options.from.starts_with('^')) usage_error("copy takes one topic at a time");
  catch_interrupts();
  if (options.create) create_target(options, frame, target);
  return Copy(options, frame, target).run();
}

} // namespace klamm::cli
