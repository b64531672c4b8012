// Ctrl-C and SIGTERM as a question that loops ask, so that commands end in order: groups are left, what is under way is flushed. A second one ends the process.
#pragma once

#include <chrono>

namespace klamm::cli {

/// From now on interrupts are only noted. SIGPIPE is ignored: writing says that the reader has gone.
void catch_interrupts();
bool interrupted() noexcept;
/// Waits so long, or until an interrupt comes: whether one has.
bool interrupted_within(std::chrono::duration<double> wait) noexcept;
/// Readable once an interrupt has come; -1 before catch_interrupts().
int interrupt_fd() noexcept;

} // namespace klamm::cli
