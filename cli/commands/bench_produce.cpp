// klamm bench produce: as many records as the cluster takes, or as it is told, and how long each took to be acknowledged.
#include <atomic>
#include <klamm/producer.hpp>
#include <optional>
#include <random>
#include <string>

#include "cli/bench/pace.hpp"
#include "cli/bench/summary.hpp"
#include "cli/commands/bench.hpp"
#include "cli/commands/produce.hpp"
#include "cli/frame/complaint.hpp"
#include "cli/frame/interrupt.hpp"
#include "cli/output/progress.hpp"
#include "cli/output/table.hpp"

namespace klamm::cli {
namespace {

using Clock = std::chrono::steady_clock;

ProducerConfig config_for(const BenchOptions& options, const Frame& frame) {
  ProducerConfig config = frame.producer();
  Properties more;
  add_codec(more, options.codec);
  if (!options.acks.empty()) more.add("acks", options.acks, "--acks");
  config.apply(more).value();
  return config;
}

/// Capital letters, as kafka-producer-perf-test sends them; each record begins somewhere else in them.
class Payload {
public:
  explicit Payload(std::size_t size) : size_(size), letters_(size + spread, 'A') {
    std::minstd_rand random(1);
    for (char& letter : letters_) letter = static_cast<char>('A' + random() % 26);
  }
  std::string_view of(std::uint64_t record) const { return std::string_view(letters_).substr(record * 7919 % spread, size_); }

private:
  static constexpr std::size_t spread = std::size_t{1} << 20;
  std::size_t size_;
  std::string letters_;
};

class ProduceBench {
public:
  ProduceBench(const BenchOptions& options, const Frame& frame)
      : options_(options), frame_(frame), payload_(options.record_size), producer_(config_for(options, frame)) {}

  ExitCode run() {
    producer_.partitions_for(options_.topic, frame_.wait()).value();
    const auto began = Clock::now();
    {
      Progress progress(frame_, options_.progress, options_.records);
      const Pace pace(options_.rate);
      for (std::uint64_t i = 0; i < options_.records && !interrupted() && !fatal_; ++i) {
        if (options_.rate) pace.wait_for(i);
        producer_.send({.topic = options_.topic, .value = payload_.of(i)},
                       [this, sent = Clock::now()](const Result<RecordMetadata>& result) { note(result, sent); });
        progress.show(latencies_.count(), latencies_.count() * options_.record_size);
      }
      const Result<void> closed = producer_.close(std::chrono::hours(1)); // (delivery.timeout.ms ends every record before)
      if (!closed && failed_ == 0) throw Exception(closed.error());
    }
    const auto took = last_ > began ? last_ - began : Clock::now() - began;
    print_summary({.records = latencies_.count(),
                   .bytes = latencies_.count() * options_.record_size,
                   .failed = failed_,
                   .took = took,
                   .latencies = &latencies_},
                  frame_);
    if (failed_ == 0) return ExitCode::ok;
    complain(frame_, *first_failure_);
    return latencies_.count() > 0 ? ExitCode::partial : ExitCode::error;
  }

private:
  // On the client's thread, which has gone when the numbers are read.
  void note(const Result<RecordMetadata>& result, Clock::time_point sent) {
    if (result) {
      last_ = Clock::now();
      return latencies_.add(last_ - sent);
    }
    if (++failed_ == 1) first_failure_ = result.error();
    if (result.error().fatal()) fatal_ = true;
  }

  const BenchOptions& options_;
  const Frame& frame_;
  Payload payload_;
  Latencies latencies_;
  Clock::time_point last_; ///< when the last acknowledgement came
  std::uint64_t failed_ = 0;
  std::optional<Error> first_failure_;
  std::atomic<bool> fatal_{false};
  Producer producer_; // after what its completions use
};

} // namespace

ExitCode bench_produce(const BenchOptions& options, const Frame& frame) {
  (void)parse_output_form(frame.output);
  if (options.rate && *options.rate <= 0) usage_error("--rate is a number of records a second, more than 0");
  catch_interrupts();
  return ProduceBench(options, frame).run();
}

} // namespace klamm::cli
