// One topic to read from its beginning at full speed, and the clients that read it. Each runs in a process of its own.
#pragma once

#include <map>
#include <optional>
#include <stdexcept>
#include <string>

#include "support/usage.hpp"

namespace klamm::bench {

struct Workload {
  std::string bootstrap, topic; ///< the topic holds all the records
  int partitions = 6;
  long value_bytes = 100;
  std::string codec = "none";
  long records = 0, warm_up = 0; ///< all that the topic holds; so many of them, read first, are not measured
  std::map<std::string, std::string> klamm_settings, librdkafka_settings; ///< beside those that the clients' files state
};

/// Looks at each value, and measures from the end of the warm-up to the last record.
class Reading {
public:
  explicit Reading(const Workload& load) : load_(load) {}

  void value(const void* bytes, std::size_t size) {
    if (size > 0) checksum_ += static_cast<const unsigned char*>(bytes)[0];
    bytes_ += size;
    ++seen_;
  }
  /// To be called now and then: after each poll.
  void pause() {
    if (!stopwatch_ && seen_ >= load_.warm_up) begin();
  }
  void skip(long records) { seen_ += records; } ///< of which only the number is known
  long seen() const { return seen_; }
  bool done() const { return seen_ >= load_.records; }
  Measured finish() const {
    if (checksum_ == 0 && bytes_ > 0) throw std::runtime_error("the values are not those that were written");
    return stopwatch_.value().finish(static_cast<double>(seen_ - begun_at_));
  }

private:
  void begin() {
    stopwatch_.emplace(1);
    begun_at_ = seen_;
  }

  const Workload& load_;
  long seen_ = 0, begun_at_ = 0;
  std::uint64_t checksum_ = 0, bytes_ = 0;
  std::optional<Stopwatch> stopwatch_;
};

void fill_topic(const Workload& load);

enum class Way : unsigned char { assigned, group, committed /* read_committed, assigned */ };
Measured consume_with_klamm(const Workload& load, Way way);
/// On the program's own executor, in its only thread.
Measured consume_with_klamm_coroutine(const Workload& load);
/// As a member of a group. Its fastest way is the batch queue; the other one is a call for each record.
Measured consume_with_librdkafka(const Workload& load, const std::string& file, bool batch_queue);
/// No client at all: a bare socket, responses read into the same memory again and again; with `parse` each CRC is checked and each record's fields are read.
Measured consume_ceiling(const Workload& load, bool parse);

} // namespace klamm::bench
