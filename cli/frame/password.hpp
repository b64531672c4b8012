// Passwords come from the person, a file or the environment: never from the command line, where others see them, and never back to the screen.
#pragma once

#include <klamm/secret.hpp>
#include <string>

namespace klamm::cli {

/// KLAMM_NEW_PASSWORD; else the first line of `file` (- is standard input); else what is typed twice at the terminal, unseen; else standard input's first line.
/// Throws Failure where there is none, or where the two differ.
Secret read_new_password(const std::string& file, const std::string& what);

} // namespace klamm::cli
