// What produce reads, made into records.
#pragma once

#include <klamm/record.hpp>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "cli/commands/produce.hpp"

namespace klamm::cli {

/// Makes a record of each part of the input. Views point into the part and into this; they hold until the next one is made.
class RecordReader {
public:
  /// Throws Failure for options that don't fit together.
  explicit RecordReader(const ProduceOptions& options);
  ~RecordReader();
  RecordReader(const RecordReader&) = delete;
  RecordReader& operator=(const RecordReader&) = delete;

  /// Throws Failure for what is no JSON envelope; `number` is the part's, from 1.
  ProducerRecord read(std::string_view part, std::int64_t number);

private:
  ProducerRecord split(std::string_view part) const;
  ProducerRecord read_json(std::string_view part, std::int64_t number);

  const ProduceOptions& options_;
  std::string key_delimiter_;
  std::vector<std::string> header_texts_;
  std::vector<Header> headers_;
  std::optional<LineReader> lines_;
  struct Json;
  std::unique_ptr<Json> json_; ///< the last envelope, and its headers
};

} // namespace klamm::cli
