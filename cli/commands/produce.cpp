#include "cli/commands/produce.hpp"

#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <fcntl.h>
#include <klamm/producer.hpp>
#include <mutex>
#include <poll.h>
#include <set>
#include <unistd.h>

#include "cli/commands/produce_input.hpp"
#include "cli/frame/complaint.hpp"
#include "cli/frame/interrupt.hpp"
#include "cli/output/progress.hpp"
#include "cli/output/sink.hpp"
#include "cli/records/escapes.hpp"
#include "cli/records/splitter.hpp"

namespace klamm::cli {
namespace {

ProducerConfig config_for(const ProduceOptions& options, const Frame& frame) {
  ProducerConfig config = frame.producer();
  Properties more;
  add_codec(more, options.codec);
  if (!options.acks.empty()) more.add("acks", options.acks, "--acks");
  if (!options.partitioner.empty()) more.add("partitioner", options.partitioner, "--partitioner");
  if (options.idempotent) more.add("enable.idempotence", "true", "--idempotent");
  config.apply(more).value();
  return config;
}

class File {
public:
  explicit File(const std::string& path) : fd_(path == "-" ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
    if (fd_ < 0) throw Failure(ExitCode::error, "cannot open " + path + ": " + std::strerror(errno));
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() {
    if (fd_ != STDIN_FILENO) ::close(fd_);
  }
  int fd() const noexcept { return fd_; }

private:
  int fd_;
};

/// What became of the records; told on the client's thread.
class Outcomes {
public:
  explicit Outcomes(const Frame& frame) : frame_(frame) {}

  void note(const Result<RecordMetadata>& result) {
    if (result) {
      sent_.fetch_add(1, std::memory_order_relaxed);
      return;
    }
    failed_.fetch_add(1, std::memory_order_relaxed);
    if (result.error().fatal()) fatal_ = true;
    const std::lock_guard lock(mutex_);
    timed_out_ |= result.error().code() == ErrorCode::timed_out;
    if (told_.insert(result.error().code()).second) complain(frame_, result.error()); // (one line a kind: they come in thousands)
  }
  bool fatal() const noexcept { return fatal_; }

  ExitCode told() {
    const std::uint64_t sent = sent_, failed = failed_;
    if (failed == 0) return ExitCode::ok;
    complain(frame_, std::to_string(failed) + " of " + std::to_string(sent + failed) + " records were not sent");
    const std::lock_guard lock(mutex_);
    return sent > 0 ? ExitCode::partial : timed_out_ ? ExitCode::timeout : ExitCode::error;
  }

private:
  const Frame& frame_;
  std::atomic<std::uint64_t> sent_{0}, failed_{0};
  std::atomic<bool> fatal_{false};
  std::mutex mutex_;
  std::set<ErrorCode> told_;
  bool timed_out_ = false;
};

class Production {
public:
  Production(const ProduceOptions& options, const Frame& frame)
      : options_(options),
        frame_(frame),
        reader_(options),
        delimiter_(unescaped(options.delimiter)),
        outcomes_(frame),
        producer_(config_for(options, frame)) {
    if (options.progress)
      progress_.emplace(frame, true, options.count ? std::optional(static_cast<std::uint64_t>(*options.count)) : std::nullopt);
  }

  ExitCode run() {
    check_topic();
    if (options_.files.empty()) {
      send_parts("-");
    } else if (options_.by_line) {
      for (const std::string& file : options_.files) send_parts(file);
    } else {
      for (const std::string& path : options_.files) {
        if (over()) break;
        const File file(path);
        Splitter input(file.fd(), delimiter_);
        send(input.rest());
      }
    }
    out_.flush();
    const Result<void> closed = producer_.close(std::chrono::hours(1)); // (delivery.timeout.ms ends every record before)
    if (progress_) progress_->end(static_cast<std::uint64_t>(read_));
    const ExitCode code = outcomes_.told();
    if (code == ExitCode::ok) closed.value();
    return code;
  }

private:
  void check_topic() {
    const std::int32_t partitions = producer_.partitions_for(options_.topic, frame_.wait()).value();
    if (options_.partition && *options_.partition >= partitions)
      throw Failure(ExitCode::error, "topic " + options_.topic + " has no partition " + std::to_string(*options_.partition),
                    "it has " + std::to_string(partitions) + ", from 0 on");
  }

  bool over() const { return interrupted() || outcomes_.fatal() || (options_.count && read_ >= *options_.count); }

  void send_parts(const std::string& path) {
    const File file(path);
    Splitter input(file.fd(), delimiter_);
    const bool asks = options_.lines && path == "-" && ::isatty(STDIN_FILENO) == 1;
    while (!over()) {
      if (asks) out_.append(">"), out_.flush();
      const auto part = input.next();
      if (!part) return;
      // An empty line is no record, unless it is to be null.
      if (part->empty() && !options_.lines && (!options_.empty_is_null || options_.like_kcat)) continue;
      send(*part);
    }
  }

  void send(std::string_view part) {
    const ProducerRecord record = reader_.read(part, ++read_);
    bytes_ += part.size();
    if (progress_) progress_->show(static_cast<std::uint64_t>(read_), bytes_);
    if (options_.rate) wait_for_turn();
    if (options_.sync) outcomes_.note(producer_.send_sync(record));
    else producer_.send(record, [this](const Result<RecordMetadata>& result) { outcomes_.note(result); });
    if (!options_.tee) return;
    out_.append(options_.like_kcat ? part : record.value.text()); // (kcat: as it was read, but for what ends it)
    if (!options_.like_kcat) out_.append(delimiter_);
    if (::isatty(STDOUT_FILENO) == 1) out_.flush();
  }

  void wait_for_turn() {
    const auto now = std::chrono::steady_clock::now();
    if (read_ == 1) began_ = now;
    const auto due = began_ + std::chrono::duration_cast<std::chrono::nanoseconds>(
                                  std::chrono::duration<double>(static_cast<double>(read_ - 1) / *options_.rate));
    if (due <= now) return;
    pollfd interrupt{interrupt_fd(), POLLIN, 0};
    ::poll(&interrupt, 1, static_cast<int>(std::chrono::ceil<std::chrono::milliseconds>(due - now).count()));
  }

  const ProduceOptions& options_;
  const Frame& frame_;
  RecordReader reader_;
  std::string delimiter_;
  Outcomes outcomes_;
  std::optional<Progress> progress_;
  Sink out_{STDOUT_FILENO};
  Producer producer_; // after what its completions use
  std::int64_t read_ = 0;
  std::uint64_t bytes_ = 0;
  std::chrono::steady_clock::time_point began_;
};

} // namespace

void add_codec(Properties& to, const std::string& codec) {
  const std::size_t colon = codec.find(':');
  const std::string name = codec.substr(0, colon);
  if (!codec.empty()) to.add("compression.type", name, "-z");
  if (colon != std::string::npos) to.add("compression." + name + ".level", codec.substr(colon + 1), "-z");
}

ExitCode produce(const ProduceOptions& options, const Frame& frame) {
  if (options.rate && *options.rate <= 0) usage_error("--rate is a number of records a second, more than 0");
  if (options.partition && *options.partition < 0) usage_error("-p is a partition's number, from 0 on");
  catch_interrupts();
  return Production(options, frame).run();
}

} // namespace klamm::cli
