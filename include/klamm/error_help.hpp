// What each error code means, and what to do: the table that docs/errors.md is made of.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "klamm/error_code.hpp"
#include "klamm/export.hpp"

namespace klamm {

/// What is known of an error by its code alone. What klamm says of an error that has happened is more exact.
struct ErrorHelp {
  ErrorCode code = ErrorCode::none;
  std::string_view cause;  ///< what has happened
  std::string_view remedy; ///< what to do
};

/// The help for a code; for one that this version doesn't know that it is unknown.
KLAMM_EXPORT ErrorHelp error_help(ErrorCode code) noexcept;
/// Where it stands in klamm's documentation: "docs/errors.md#not_leader_or_follower".
KLAMM_EXPORT std::string error_docs(ErrorCode code);
/// All codes but none, in order.
KLAMM_EXPORT std::vector<ErrorCode> all_error_codes();

} // namespace klamm
