#include "net/runtime.hpp"

#include <asio/post.hpp>

#include <system_error>

#include "net/background.hpp"
#include "net/system_clock.hpp"
#include "net/system_network.hpp"

namespace klamm::net {

void Runtime::post(UniqueFunction<void()> task) const {
  if (later) later.execute([task = std::move(task)]() mutable { task(); });
  else asio::post(executor, [task = std::move(task)]() mutable { task(); });
}

void Runtime::compute(std::function<void()> work, UniqueFunction<void()> done) const {
  const auto told = std::make_shared<UniqueFunction<void()>>(std::move(done));
  try {
    if (has_threads) return run_in_background(executor, BackgroundWork::computation, work, [told] { (*told)(); });
  } catch (const std::system_error&) { // no thread to be had: the executor does it
  }
  post([work = std::move(work), told] {
    work();
    (*told)();
  });
}

std::shared_ptr<Runtime> system_runtime(asio::any_io_executor executor, Log log) {
  auto runtime = std::make_shared<Runtime>();
  runtime->executor = std::move(executor);
  runtime->later = asio::require(runtime->executor, asio::execution::blocking.never);
  runtime->clock = std::make_shared<SystemClock>(runtime->executor);
  runtime->network = std::make_shared<SystemNetwork>(runtime->executor, runtime->clock);
  runtime->random = Random::from_system();
  runtime->has_threads = true;
  runtime->log = std::move(log);
  return runtime;
}

} // namespace klamm::net
