// Work that blocks or takes long, off the executor: host names are looked up and passwords are salted there. On threads of the process that exist only
// while there is work, at most four for each kind.
#pragma once

#include <asio/any_io_executor.hpp>
#include <functional>

#include "base/unique_function.hpp"

namespace klamm::net {

enum class BackgroundWork : unsigned char {
  lookups,    ///< waits for a name server
  computation ///< takes milliseconds
};

/// Runs `work` on another thread, then `done` on `executor`; drops `done` when the executor's context ends first. Throws std::system_error when no thread
/// can be started; neither is called then.
void run_in_background(const asio::any_io_executor& executor, BackgroundWork kind, std::function<void()> work, UniqueFunction<void()> done);

} // namespace klamm::net
