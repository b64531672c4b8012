// -J: a record as one line of JSON, in kcat's envelope.
#pragma once

#include <optional>

#include "cli/format/record_view.hpp"
#include "cli/format/unpack.hpp"
#include "cli/output/sink.hpp"

namespace klamm::cli {

struct JsonEnvelope {
  bool valid_utf8 = true; ///< replace what is not UTF-8, so that every reader takes it; kcat doesn't
  std::optional<Unpack> key{}, value{};

  /// {"topic":…,"partition":…,"offset":…,"tstype":…,"ts":…,"broker":…,"headers":[n,v,…],"key":…,"payload":…}, without an end of line.
  void print(Sink& out, const RecordView& record) const;

private:
  void print_part(Sink& out, const char* name, BytesView bytes, const std::optional<Unpack>& how) const;
};

} // namespace klamm::cli
