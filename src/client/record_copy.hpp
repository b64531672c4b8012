// A ProducerRecord with memory of its own, for those that wait.
#pragma once

#include <string>
#include <vector>

#include "klamm/record.hpp"

namespace klamm::detail {

class RecordCopy {
public:
  explicit RecordCopy(const ProducerRecord& from);
  RecordCopy(const RecordCopy&) = delete;
  RecordCopy& operator=(const RecordCopy&) = delete;

  const ProducerRecord& record() const noexcept { return record_; }

private:
  std::string bytes_; // of all parts; the record's views point into it
  std::vector<Header> headers_;
  ProducerRecord record_;
};

} // namespace klamm::detail
