// docs/errors.md
#pragma once

#include <string>

namespace klamm {

/// The page, made of the table of error_help(). Tests compare it with the file.
std::string errors_markdown();

} // namespace klamm
