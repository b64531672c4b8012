// What doctor has found: told to a person as it comes, or listed for a program at the end.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "cli/frame/failure.hpp"
#include "cli/frame/frame.hpp"
#include "cli/output/table.hpp"

namespace klamm::cli {

/// How bad it is. A note is worth knowing, and nothing is wrong.
enum class Status : unsigned char { ok, note, skipped, warning, failed };
std::string_view status_name(Status status) noexcept;

struct Finding {
  Status status = Status::ok;
  std::string check;   ///< what was looked at: "connect", "tls", …
  std::string subject; ///< an address, a broker, a topic, a group; empty: the cluster
  std::string text;    ///< what is so, with the subject's name in it
  std::string hint;    ///< what to do about it
};

class Findings {
public:
  /// Throws Failure for a form of output that there isn't.
  explicit Findings(const Frame& frame);

  void add(Finding finding);
  void ok(std::string check, std::string subject, std::string text) {
    add({Status::ok, std::move(check), std::move(subject), std::move(text), {}});
  }

  const std::vector<Finding>& all() const noexcept { return all_; }
  std::size_t count(Status status) const noexcept;
  /// The last line for a person, or the whole list for a program. 1: something has failed; 3: there are warnings only.
  ExitCode end() const;

private:
  OutputForm form_;
  bool for_people_, colors_;
  std::vector<Finding> all_;
};

} // namespace klamm::cli
