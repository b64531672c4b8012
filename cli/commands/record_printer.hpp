// How consume prints a record, decided once.
#pragma once

#include <memory>
#include <optional>
#include <regex.h>

#include "cli/commands/consume.hpp"
#include "cli/format/formatter.hpp"
#include "cli/format/json_envelope.hpp"

namespace klamm::cli {

class RecordPrinter {
public:
  /// Throws Failure for options that don't fit together.
  explicit RecordPrinter(const ConsumeOptions& options);

  void print(Sink& out, const RecordView& record) const {
    if (writer_) writer_(out, record);
    else if (json_) json_->print(out, record), out.append('\n');
    else formatter_.print(out, record);
  }
  /// --grep: whether the value matches.
  bool wants(BytesView value) const;
  /// Whether broker and iteration of a record are printed at all.
  bool is_json() const noexcept { return json_.has_value(); }

private:
  struct FreeRegex {
    void operator()(regex_t* regex) const {
      regfree(regex);
      delete regex;
    }
  };
  RecordWriter writer_;
  Formatter formatter_;
  std::optional<JsonEnvelope> json_;
  std::unique_ptr<regex_t, FreeRegex> grep_;
};

/// The format that options ask for: -f, or what --print, -K, -O and -D make.
std::string format_of(const ConsumeOptions& options);

} // namespace klamm::cli
