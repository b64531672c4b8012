// Ctrl-C and SIGTERM as a question that loops ask, so that commands end in order: groups are left, what is under way is flushed. A second one ends the process.
#pragma once

namespace klamm::cli {

/// From now on interrupts are only noted. SIGPIPE is ignored: writing says that the reader has gone.
void catch_interrupts();
bool interrupted() noexcept;
/// Readable once an interrupt has come; -1 before catch_interrupts().
int interrupt_fd() noexcept;

} // namespace klamm::cli
