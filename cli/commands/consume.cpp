#include "cli/commands/consume.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <klamm/consumer.hpp>
#include <map>
#include <unistd.h>
#include <utility>

#include "cli/commands/consume_positions.hpp"
#include "cli/commands/record_printer.hpp"
#include "cli/frame/complaint.hpp"
#include "cli/frame/interrupt.hpp"
#include "cli/records/partition_list.hpp"

namespace klamm::cli {
namespace {

using namespace std::chrono_literals;

/// How far one partition has come.
struct Progress {
  PartitionRange range;
  std::optional<std::int64_t> next; ///< offset behind what was printed
  bool reached_end = false;
};

ConsumerConfig config_for(const ConsumeOptions& options, const Range& range, const Frame& frame) {
  ConsumerConfig config = frame.consumer();
  Properties more;
  if (!options.group.empty()) more.add("group.id", options.group, "-g");
  if (!options.isolation.empty()) more.add("isolation.level", options.isolation, "--isolation");
  if (!options.rack.empty()) more.add("client.rack", options.rack, "--rack");
  if (!options.assignor.empty()) more.add("partition.assignment.strategy", options.assignor, "--assignor");
  if (!options.instance_id.empty()) more.add("group.instance.id", options.instance_id, "--instance-id");
  if (!options.protocol.empty()) more.add("group.protocol", options.protocol, "--protocol");
  if (!frame.says("auto.offset.reset")) {
    const bool from_start =
        options.from_beginning || range.start.at == Start::At::beginning || (range.start.at == Start::At::unset && options.group.empty());
    // An offset that a person names and that isn't there is an error; kcat goes to the end.
    const bool exact = range.start.at == Start::At::offset && !options.like_kcat;
    more.add("auto.offset.reset", from_start ? "earliest" : exact ? "none" : "latest");
  }
  if (!frame.says("allow.auto.create.topics")) more.add("allow.auto.create.topics", "false"); // who reads doesn't make topics
  if (!frame.says("max.poll.records")) more.add("max.poll.records", "2000");
  config.apply(more).value();
  return config;
}

// Where reading can go on behind what can't be read: the library says it in its hint, "… seek to offset N".
std::optional<std::int64_t> offset_behind(const Error& error) {
  constexpr std::string_view words = "seek to offset ";
  const std::size_t at = error.hint().rfind(words);
  if (error.context().topic.empty() || at == std::string::npos) return std::nullopt;
  std::int64_t offset = -1;
  const char* const begin = error.hint().data() + at + words.size();
  const char* const end = error.hint().data() + error.hint().size();
  return std::from_chars(begin, end, offset).ptr == end ? std::optional(offset) : std::nullopt;
}

class Consumption {
public:
  Consumption(const ConsumeOptions& options, const Range& range, const Frame& frame)
      : options_(options),
        frame_(frame),
        printer_(options),
        consumer_(config_for(options, range, frame)),
        in_group_(!options.group.empty()),
        left_(options.count.value_or(-1)) {
    if (in_group_) subscribe();
    else
      assign(find_partitions(consumer_, options.topics,
                             options.partitions.empty() ? std::vector<std::int32_t>() : parse_partitions(options.partitions), range));
  }

  ExitCode run() {
    bool done = left_ == 0 || everything_read();
    while (!done && !interrupted()) {
      if (in_group_) out_.flush(); // what the next poll may commit has been written
      Result<ConsumerRecords> polled = consumer_.poll(0ns);
      if (polled && polled->empty()) {
        out_.flush();
        polled = consumer_.poll(100ms);
      }
      if (!polled) {
        complain_of(polled.error());
        continue;
      }
      if (in_group_) follow_assignment();
      for (const PartitionRecords& records : polled->partitions()) print(records);
      if (left_ == 0) unread_the_rest(*polled);
      if (polled->empty()) look_behind_records();
      else last_record_ = std::chrono::steady_clock::now();
      done = left_ == 0 || everything_read() || idle_for_long();
    }
    out_.flush();
    if (options_.counts) std::fprintf(stderr, "Processed a total of %llu messages\n", static_cast<unsigned long long>(printed_));
    consumer_.close().value();
    return skipped_ ? ExitCode::partial : ExitCode::ok;
  }

private:
  void subscribe() {
    if (!options_.partitions.empty())
      usage_error("-p and -g exclude each other", "a group's members share the partitions; without -g you choose them");
    if (has_pattern(options_.topics)) consumer_.subscribe(pattern_of(options_.topics));
    else {
      for (const std::string& topic : options_.topics)
        consumer_.partitions_for(topic).value(); // says what is wrong, where subscribing would wait
      consumer_.subscribe(options_.topics);
    }
  }

  void assign(const PartitionRanges& ranges) {
    std::vector<TopicPartition> stored;
    std::vector<TopicPartitionOffset> known;
    for (const auto& [partition, range] : ranges) {
      progress_[partition] = {range, range.start};
      if (range.start) known.emplace_back(partition, *range.start);
      else stored.push_back(partition);
    }
    if (stored.empty()) consumer_.assign(known);
    else consumer_.assign(stored);
    for (auto& [partition, progress] : progress_) note_end(partition, progress);
  }

  // Who has other partitions now needs to know their ends, to stop there.
  void follow_assignment() {
    const std::vector<TopicPartition> now = consumer_.assignment();
    const bool same =
        now.size() == progress_.size() && std::all_of(now.begin(), now.end(), [&](const auto& one) { return progress_.contains(one); });
    if (same) return;
    last_record_ = std::chrono::steady_clock::now();
    std::map<TopicPartition, Progress> before = std::move(progress_);
    progress_.clear();
    std::vector<TopicPartition> fresh;
    for (const TopicPartition& one : now) {
      const auto known = before.find(one);
      progress_[one] = known != before.end() ? known->second : Progress{};
      if (known == before.end()) fresh.push_back(one);
    }
    if (says_ends()) tell_assigned(now);
    if (fresh.empty()) return;
    for (const auto& [partition, end] : consumer_.end_offsets(fresh).value()) progress_[partition].range.end = end;
    if (options_.from_beginning && !warned_) warn_of_commits(fresh);
  }

  // As kcat words it.
  void tell_assigned(const std::vector<TopicPartition>& partitions) const {
    std::string list;
    for (const TopicPartition& one : partitions)
      list += (list.empty() ? "" : ", ") + one.topic + " [" + std::to_string(one.partition) + "]";
    std::fprintf(stderr, "%% Group %s rebalanced (memberid %s): assigned: %s\n", options_.group.c_str(),
                 consumer_.group_metadata().member_id.c_str(), list.c_str());
  }

  void warn_of_commits(const std::vector<TopicPartition>& partitions) {
    const auto committed = consumer_.committed(partitions);
    if (!committed) return;
    for (const auto& [partition, offset] : *committed) {
      if (!offset) continue;
      warned_ = true;
      constexpr int from_beginning_ignored = 4007;
      return warn(frame_, from_beginning_ignored,
                  "--from-beginning has no effect: group " + options_.group + " has committed offsets on " + partition.topic,
                  "klamm groups seek " + options_.group + " --topic " + partition.topic + " --to earliest --execute");
    }
  }

  void print(const PartitionRecords& records) {
    Progress& progress = progress_[records.topic_partition()];
    for (const ConsumerRecord& record : records) {
      if (left_ == 0) return;
      progress.next = record.offset() + 1;
      if (progress.range.stop && record.offset() >= *progress.range.stop) continue;
      if (!printer_.wants(record.value())) continue;
      RecordView view(record);
      view.broker = progress.range.leader;
      view.iteration = ++printed_;
      printer_.print(out_, view);
      if (options_.unbuffered) out_.flush();
      if (left_ > 0) --left_;
    }
    progress.next = records.next_offset();
    if (left_ != 0) note_end(records.topic_partition(), progress);
  }

  // The records of the last poll that were not printed are not to be committed.
  void unread_the_rest(const ConsumerRecords& polled) {
    for (const PartitionRecords& records : polled.partitions()) {
      const std::int64_t next = progress_[records.topic_partition()].next.value_or(records[0].offset());
      if (next < records.next_offset()) consumer_.seek(records.topic_partition(), std::max(next, records[0].offset()));
    }
  }

  // A position can go on without a record: over the marks of transactions, and what compaction has taken.
  void look_behind_records() {
    if (!options_.exit_at_end && !says_ends()) return;
    for (auto& [partition, progress] : progress_) {
      if (progress.reached_end) continue;
      if (const auto at = consumer_.position(partition, 0ns)) progress.next = *at;
      note_end(partition, progress);
    }
  }

  bool says_ends() const { return options_.like_kcat && frame_.verbosity > 0; }

  void note_end(const TopicPartition& partition, Progress& progress) {
    if (!progress.next) return;
    const auto lag = consumer_.lag(partition);
    const bool at_end = *progress.next >= progress.range.end && (!lag || *lag == 0);
    const bool at_stop = progress.range.stop && *progress.next >= *progress.range.stop;
    const bool before = std::exchange(progress.reached_end, at_end || at_stop);
    if (before || !progress.reached_end || !says_ends()) return;
    out_.flush();
    std::fprintf(stderr, "%% Reached %s topic %s [%d] at offset %lld%s\n", at_stop ? "stop timestamp for" : "end of",
                 partition.topic.c_str(), partition.partition, static_cast<long long>(*progress.next),
                 everything_read() ? ": exiting" : "");
  }

  // Joining a group is no idling, unless it takes too long.
  bool idle_for_long() const {
    if (!options_.idle_timeout) return false;
    const auto most = in_group_ && progress_.empty() ? std::max(*options_.idle_timeout, frame_.wait()) : *options_.idle_timeout;
    return std::chrono::steady_clock::now() - last_record_ >= most;
  }

  bool everything_read() const {
    if (progress_.empty()) return false;
    return std::all_of(progress_.begin(), progress_.end(), [&](const auto& one) {
      const Progress& progress = one.second;
      const bool at_stop = progress.range.stop && progress.next && *progress.next >= *progress.range.stop;
      return at_stop || (options_.exit_at_end && progress.next && *progress.next >= progress.range.end);
    });
  }

  void complain_of(const Error& error) {
    out_.flush();
    const std::optional<std::int64_t> behind = options_.skip_errors ? offset_behind(error) : std::nullopt;
    if (!behind && !error.retriable()) throw Exception(error);
    warn(frame_, error);
    if (!behind) return;
    skipped_ = true;
    consumer_.seek({error.context().topic, error.context().partition}, *behind);
  }

  const ConsumeOptions& options_;
  const Frame& frame_;
  RecordPrinter printer_;
  Sink out_{STDOUT_FILENO};
  Consumer consumer_;
  std::map<TopicPartition, Progress> progress_;
  bool in_group_;
  bool warned_ = false, skipped_ = false;
  std::int64_t left_; ///< records still to print; -1: all
  std::uint64_t printed_ = 0;
  std::chrono::steady_clock::time_point last_record_ = std::chrono::steady_clock::now();
};

} // namespace

ExitCode consume(const ConsumeOptions& options, const Frame& frame) {
  const Timestamp now = wall_now();
  const Range range = parse_range(options.offsets, now);
  const bool by_hand =
      range.start.at == Start::At::offset || range.start.at == Start::At::from_end || range.start.at == Start::At::time || range.stop;
  if (!options.group.empty() && by_hand)
    usage_error("a group goes on where it has committed: -o takes beginning, end or stored with -g",
                "without -g any offset and time can be read");
  catch_interrupts();
  return Consumption(options, range, frame).run();
}

} // namespace klamm::cli
