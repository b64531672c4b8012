// Reads records and prints them.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "cli/format/formatter.hpp"
#include "cli/frame/failure.hpp"
#include "cli/frame/frame.hpp"

namespace klamm::cli {

/// Prints a record in a way of its own.
using RecordWriter = std::function<void(Sink& out, const RecordView& record)>;

struct ConsumeOptions {
  std::vector<std::string> topics; ///< names; one that begins with ^ is a regular expression
  std::string group;               ///< empty: partitions are read by hand, and nothing is committed
  std::string partitions;          ///< "0,3-5"; empty: all
  std::vector<std::string> offsets;
  bool from_beginning = false;
  std::optional<std::int64_t> count;
  bool exit_at_end = false;
  std::optional<std::chrono::milliseconds> idle_timeout; ///< ends when no record has come for so long
  bool counts = false;                                   ///< says on standard error how many there were

  RecordWriter writer; ///< instead of a format
  std::string format;  ///< empty: made of the next five
  FormatStyle style = FormatStyle::klamm;
  std::string delimiter = "\\n"; ///< as said: with escapes
  std::optional<std::string> key_delimiter;
  bool print_offset = false;
  std::string print; ///< fields by name: "key,headers,value"
  bool json = false;
  bool null_as_text = false;
  std::vector<std::string> serdes; ///< of -s
  std::string grep;
  bool unbuffered = false;
  bool skip_errors = false; ///< goes on behind what can't be read

  std::string isolation, rack, assignor, instance_id, protocol;
  bool like_kcat = false; ///< says what kcat says on standard error
};

ExitCode consume(const ConsumeOptions& options, const Frame& frame);

} // namespace klamm::cli
