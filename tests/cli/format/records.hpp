// Records for tests of formats.
#pragma once

#include <string>
#include <vector>

#include "cli/format/record_view.hpp"

namespace klamm::cli::test {

/// Headers as a broker sends them: each "name=value", or "name" with a null value; sizes below 64.
class EncodedHeaders {
public:
  explicit EncodedHeaders(const std::vector<std::string>& headers) : count_(static_cast<std::int32_t>(headers.size())) {
    for (const std::string& header : headers) {
      const std::size_t equals = header.find('=');
      add(header.substr(0, equals));
      if (equals == std::string::npos) bytes_ += '\x01'; // zigzag of -1
      else add(header.substr(equals + 1));
    }
  }
  ConsumerHeaders view() const { return {reinterpret_cast<const std::byte*>(bytes_.data()), count_}; }

private:
  void add(const std::string& text) { bytes_ += static_cast<char>(text.size() * 2), bytes_ += text; }
  std::string bytes_;
  std::int32_t count_;
};

inline RecordView a_record() {
  RecordView record;
  record.topic = "orders";
  record.partition = 3;
  record.offset = 42;
  record.timestamp = 1'700'000'000'123;
  record.timestamp_type = TimestampType::create_time;
  record.key = "k1";
  record.value = "paid";
  record.leader_epoch = 7;
  record.broker = 2;
  record.iteration = 1;
  return record;
}

} // namespace klamm::cli::test
