#include "support/child.hpp"

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <exception>
#include <stdexcept>
#include <type_traits>

namespace klamm::bench {

Measured in_child(const std::function<Measured()>& run) {
  static_assert(std::is_trivially_copyable_v<Measured>);
  int ends[2];
  if (pipe(ends) != 0) throw std::runtime_error("no pipe could be opened");
  std::fflush(nullptr);
  const pid_t child = fork();
  if (child < 0) throw std::runtime_error("no process could be started");
  if (child == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL); // an interrupted benchmark leaves nothing running
    close(ends[0]);
    Measured measured;
    measured.failed = true;
    try {
      measured = run();
    } catch (const std::exception& failure) {
      std::fprintf(stderr, "the run failed: %s\n", failure.what());
    }
    std::fflush(nullptr);
    const bool told = write(ends[1], &measured, sizeof measured) == static_cast<ssize_t>(sizeof measured);
    _exit(told ? 0 : 1);
  }
  close(ends[1]);
  Measured measured;
  const bool told = read(ends[0], &measured, sizeof measured) == static_cast<ssize_t>(sizeof measured);
  close(ends[0]);
  waitpid(child, nullptr, 0);
  if (!told) {
    measured = Measured();
    measured.failed = true;
  }
  return measured;
}

} // namespace klamm::bench
