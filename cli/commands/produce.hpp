// Reads records from standard input or files and sends them.
#pragma once

#include <cstdint>
#include <klamm/properties.hpp>
#include <optional>
#include <string>
#include <vector>

#include "cli/frame/failure.hpp"
#include "cli/frame/frame.hpp"
#include "cli/records/line_format.hpp"

namespace klamm::cli {

struct ProduceOptions {
  std::string topic;
  std::vector<std::string> files; ///< each one record, or with by_line one file of many
  bool by_line = false;
  std::string delimiter = "\\n"; ///< as said: with escapes
  std::optional<std::string> key_delimiter;
  std::optional<std::string> key;   ///< of records that bring none
  std::vector<std::string> headers; ///< "name=value"; "name" has a null value
  std::optional<std::int32_t> partition;
  bool empty_is_null = false;
  bool json = false;               ///< each part is an envelope as consume -J prints it
  std::optional<LineFormat> lines; ///< each part, also an empty one, is read so
  bool tee = false;
  std::optional<std::int64_t> count;
  bool like_kcat = false; ///< empty lines are no records, whatever -Z says; -T writes no delimiters

  std::string codec; ///< "zstd" or "zstd:6"
  std::string acks, partitioner;
  std::optional<double> rate; ///< records a second
  bool idempotent = false;
  bool progress = false; ///< said also where standard error is no terminal
  bool sync = false;     ///< each is acknowledged before the next is sent
};

/// What -z says, "zstd" or "zstd:6", as settings.
void add_codec(Properties& to, const std::string& codec);

ExitCode produce(const ProduceOptions& options, const Frame& frame);

} // namespace klamm::cli
