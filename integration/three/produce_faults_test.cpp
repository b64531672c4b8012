// An idempotent producer on three brokers that are killed, stopped, frozen and made to hand over their partitions: what it reports is what Java reads.
//   KLAMM_FAULTS_RECORDS=2000000   how many records (default 200,000), sent at KLAMM_FAULTS_RATE=25000 a second
#include <doctest/doctest.h>

#include <atomic>
#include <klamm/klamm.hpp>
#include <thread>
#include <vector>

#include "support/cluster.hpp"

using namespace klamm;
using namespace std::chrono_literals;
using namespace klamm::test;

namespace {

constexpr int partitions = 6;

std::size_t number(const char* variable, std::size_t otherwise) {
  const char* value = std::getenv(variable);
  return value ? std::stoul(value) : otherwise;
}

enum class Outcome : std::uint8_t { none, written, not_written, unknown };

/// What became of each record: partition, then sequence.
struct Ledger {
  std::vector<std::vector<Outcome>> outcomes{partitions};
  std::size_t completions = 0;
  std::size_t twice = 0;
  std::size_t out_of_order = 0;
  std::vector<std::int64_t> last_offset = std::vector<std::int64_t>(partitions, -1);
  std::vector<std::string> errors;

  void complete(std::size_t partition, std::size_t sequence, const Result<RecordMetadata>& result) {
    ++completions;
    Outcome& outcome = outcomes[partition][sequence];
    if (outcome != Outcome::none) ++twice;
    if (result) {
      outcome = Outcome::written;
      if (result->offset() <= last_offset[partition]) ++out_of_order;
      last_offset[partition] = result->offset();
    } else {
      const Fate fate = result.error().fate();
      outcome = fate == Fate::not_sent || fate == Fate::refused ? Outcome::not_written : Outcome::unknown;
      if (errors.size() < 5) errors.push_back(result.error().message());
    }
  }
};

/// Faults one after the other, until `over`.
void torment(const std::atomic<bool>& over) {
  const auto elect = [] { kafka("kafka-leader-election.sh", "--election-type preferred --all-topic-partitions"); };
  const std::vector<std::function<void()>> faults{[] { cluster("kill 1"); },
                                                  [] { cluster("start 1"); },
                                                  elect,
                                                  [] { cluster("pause 2"); },
                                                  [] { std::this_thread::sleep_for(10s); },
                                                  [] { cluster("resume 2"); },
                                                  elect,
                                                  [] { cluster("stop 3"); },
                                                  [] { cluster("start 3"); },
                                                  elect};
  for (std::size_t i = 0; !over || i % faults.size() != 0; ++i) { // a round that has begun is finished: everything is up at the end
    try {
      faults[i % faults.size()]();
    } catch (const std::exception& refused) {
      MESSAGE(refused.what()); // an election may find a broker not yet back in sync
    }
    std::this_thread::sleep_for(500ms);
  }
}

/// The sequences that Java reads, by partition, in order.
std::vector<std::vector<std::size_t>> read_with_java(const std::string& topic) {
  const std::string lines = kafka("kafka-console-consumer.sh", "--topic " + topic + " --from-beginning --timeout-ms 15000");
  std::vector<std::vector<std::size_t>> read(partitions);
  std::istringstream input(lines);
  for (std::string line; std::getline(input, line);) {
    std::istringstream fields(line);
    std::size_t partition = 0;
    std::size_t sequence = 0;
    std::string rest;
    if (fields >> partition >> sequence && !(fields >> rest) && partition < read.size()) read[partition].push_back(sequence);
  }
  return read;
}

} // namespace

TEST_CASE("faults: what an idempotent producer reports written is there once and in order, whatever happens to the brokers") {
  const std::size_t count = number("KLAMM_FAULTS_RECORDS", 200'000);
  const std::size_t rate = number("KLAMM_FAULTS_RATE", 10'000);
  const std::string topic = new_topic("faults", partitions, "--replication-factor 3");
  Ledger ledger;
  for (auto& partition : ledger.outcomes) partition.resize((count + partitions - 1) / partitions);
  std::size_t accepted = 0;
  {
    Producer producer{{.bootstrap_servers = bootstrap_servers(),
                       .acks = Acks::all,
                       .linger = 5ms,
                       .delivery_timeout = 120s,
                       .log_level = LogLevel::error}};
    std::atomic<bool> over{false};
    std::thread tormentor([&over] { torment(over); });
    const auto began = std::chrono::steady_clock::now();
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t partition = i % partitions;
      const std::size_t sequence = i / partitions;
      producer.send(
          {.topic = topic, .value = std::to_string(partition) + " " + std::to_string(sequence), .partition = static_cast<int>(partition)},
          [&ledger, partition, sequence](const Result<RecordMetadata>& result) { ledger.complete(partition, sequence, result); });
      ++accepted;
      if (i % 100 == 99)
        std::this_thread::sleep_until(began + std::chrono::duration_cast<std::chrono::nanoseconds>(
                                                  std::chrono::duration<double>(static_cast<double>(i) / static_cast<double>(rate))));
    }
    over = true;
    tormentor.join();
    CHECK(producer.flush(150s));
    CHECK(producer.close(30s));
  } // callbacks have ended: the ledger may be read

  CHECK(ledger.completions == accepted);
  CHECK(ledger.twice == 0);
  CHECK(ledger.out_of_order == 0);
  const auto read = read_with_java(topic);
  std::size_t written = 0;
  std::size_t lost = 0;
  std::size_t doubled = 0;
  std::size_t reordered = 0;
  std::size_t foreign = 0;
  for (std::size_t partition = 0; partition < partitions; ++partition) {
    std::vector<std::size_t> times(ledger.outcomes[partition].size());
    std::size_t before = 0;
    for (const std::size_t sequence : read[partition]) {
      if (sequence < before) ++reordered;
      before = sequence;
      ++times[sequence];
    }
    for (std::size_t sequence = 0; sequence < times.size(); ++sequence) {
      const Outcome outcome = ledger.outcomes[partition][sequence];
      written += outcome == Outcome::written ? 1U : 0U;
      if (outcome == Outcome::written && times[sequence] == 0) ++lost;
      if (outcome == Outcome::not_written && times[sequence] > 0) ++foreign;
      if (times[sequence] > 1) ++doubled;
    }
  }
  MESSAGE(accepted << " accepted, " << ledger.completions << " completed, " << written << " reported written; " << lost << " lost, "
                   << doubled << " doubled, " << reordered << " reordered, " << foreign << " there although reported not written");
  for (const std::string& error : ledger.errors) MESSAGE(error);
  CHECK(written == accepted); // delivery.timeout.ms is far longer than any of the faults
  CHECK(lost == 0);
  CHECK(doubled == 0);
  CHECK(reordered == 0);
  CHECK(foreign == 0);
}
