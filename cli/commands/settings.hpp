// -X list, -X dump, -X help NAME: what can be set, and what is.
#pragma once

#include <string>

#include "cli/frame/frame.hpp"

namespace klamm::cli {

/// Shows settings where -X asks for it, as the named command has them; false where it doesn't. Throws for a NAME that there isn't.
bool show_settings(const Frame& frame, const std::string& command);

} // namespace klamm::cli
