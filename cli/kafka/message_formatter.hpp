// Records as kafka-console-consumer prints them.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "cli/format/record_view.hpp"
#include "cli/format/unpack.hpp"
#include "cli/output/sink.hpp"

namespace klamm::cli {

class MessageFormatter {
public:
  /// print.key, key.separator, … Throws Failure for what there is not.
  explicit MessageFormatter(const std::map<std::string, std::string>& properties);

  void print(Sink& out, const RecordView& record) const;

private:
  struct Part {
    std::optional<Unpack> unpack; ///< how its bytes are read; as they are without
    void print(Sink& out, BytesView bytes, const std::string& null) const;
  };

  bool timestamp_ = false, key_ = false, value_ = true, partition_ = false, offset_ = false, epoch_ = false, headers_ = false;
  std::string key_separator_ = "\t", line_separator_ = "\n", headers_separator_ = ",", null_ = "null";
  Part key_part_, value_part_, header_part_;
};

} // namespace klamm::cli
