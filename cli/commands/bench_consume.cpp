// klamm bench consume: how fast records come; klamm bench e2e: how long one takes from a producer to a consumer.
#include <klamm/consumer.hpp>
#include <klamm/producer.hpp>

#include "cli/bench/pace.hpp"
#include "cli/bench/summary.hpp"
#include "cli/commands/bench.hpp"
#include "cli/commands/range_reader.hpp"
#include "cli/frame/complaint.hpp"
#include "cli/frame/interrupt.hpp"
#include "cli/output/progress.hpp"
#include "cli/output/table.hpp"

namespace klamm::cli {
namespace {

using Clock = std::chrono::steady_clock;

ConsumerConfig config_for(const Frame& frame) {
  ConsumerConfig config = frame.consumer();
  Properties more;
  if (!frame.says("allow.auto.create.topics")) more.add("allow.auto.create.topics", "false");
  if (!frame.says("max.poll.records")) more.add("max.poll.records", "2000");
  if (!frame.says("auto.offset.reset")) more.add("auto.offset.reset", "earliest");
  config.apply(more).value();
  return config;
}

} // namespace

ExitCode bench_consume(const BenchOptions& options, const Frame& frame) {
  (void)parse_output_form(frame.output);
  catch_interrupts();
  Consumer consumer(config_for(frame));
  Range all;
  all.start.at = Start::At::beginning;
  RangeReader reader(consumer, find_partitions(consumer, {options.topic}, {}, all), false, frame);
  const std::uint64_t there = reader.offsets(), wanted = options.records == 0 ? there : options.records;
  std::uint64_t records = 0, bytes = 0;
  const auto began = Clock::now();
  {
    Progress progress(frame, options.progress, std::min(there, wanted));
    while (!reader.done() && records < wanted && !interrupted()) {
      reader.poll([&](const ConsumerRecord& record) {
        ++records;
        bytes += record.value().size() + record.key().size();
        return records < wanted;
      });
      progress.show(records, bytes);
    }
  }
  print_summary({.records = records, .bytes = bytes, .took = Clock::now() - began}, frame);
  consumer.close().value();
  return ExitCode::ok;
}

ExitCode bench_e2e(const BenchOptions& options, const Frame& frame) {
  (void)parse_output_form(frame.output);
  catch_interrupts();
  ProducerConfig to = frame.producer();
  Properties more;
  if (!frame.says("linger.ms")) more.add("linger.ms", "0");
  if (!options.acks.empty()) more.add("acks", options.acks, "--acks");
  to.apply(more).value();
  Producer producer(to);
  producer.partitions_for(options.topic, frame.wait()).value();
  Consumer consumer(config_for(frame));
  Range behind;
  behind.start.at = Start::At::end;
  RangeReader reader(consumer, find_partitions(consumer, {options.topic}, {}, behind), true, frame);

  Latencies latencies;
  std::string value(options.record_size, '.');
  std::uint64_t lost = 0;
  const std::string run = std::to_string(wall_now()) + "-";
  const auto began = Clock::now();
  const Pace pace(options.rate);
  // (the first one opens connections: it is not counted)
  for (std::uint64_t i = 0; i <= options.records && !interrupted(); ++i) {
    if (options.rate) pace.wait_for(i);
    const std::string key = run + std::to_string(i); // others may write to the topic, too
    const auto sent = Clock::now();
    if (const auto acknowledged = producer.send_sync({.topic = options.topic, .key = key, .value = value}); !acknowledged) {
      if (++lost == 1) complain(frame, acknowledged.error());
      if (acknowledged.error().fatal()) break;
      continue;
    }
    bool came = false;
    while (!came && !interrupted()) {
      reader.poll([&](const ConsumerRecord& record) { return came |= record.key() == BytesView(key), true; });
      if (!came && Clock::now() - sent > frame.wait()) break;
    }
    if (came && i > 0) latencies.add(Clock::now() - sent);
    else if (!came && !interrupted()) ++lost;
  }
  print_summary(
      {.records = latencies.count(), .bytes = 0, .failed = lost, .took = Clock::now() - began, .latencies = &latencies, .rates = false},
      frame);
  consumer.close().value();
  return lost == 0 ? ExitCode::ok : latencies.count() > 0 ? ExitCode::partial : ExitCode::error;
}

} // namespace klamm::cli
