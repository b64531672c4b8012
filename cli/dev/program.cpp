#include "cli/dev/program.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "cli/frame/failure.hpp"

extern char** environ; // NOLINT

namespace klamm::cli {
namespace {

struct Pipe {
  std::array<int, 2> ends{-1, -1};
  Pipe() {
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw Failure(ExitCode::error, std::string("cannot make a pipe: ") + std::strerror(errno));
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  ~Pipe() {
    close(0);
    close(1);
  }
  void close(std::size_t end) {
    if (ends.at(end) >= 0) ::close(ends.at(end));
    ends.at(end) = -1;
  }
};

// Both at once, so that neither fills up while the other is waited for.
void read_both(Pipe& out, Pipe& err, ProgramResult& result) {
  std::array<pollfd, 2> from{pollfd{out.ends[0], POLLIN, 0}, pollfd{err.ends[0], POLLIN, 0}};
  std::array<std::string*, 2> to{&result.out, &result.err};
  std::array<char, 4096> block{};
  while (from[0].fd >= 0 || from[1].fd >= 0) {
    if (::poll(from.data(), from.size(), -1) < 0 && errno != EINTR) return;
    for (std::size_t i = 0; i < from.size(); ++i) {
      if (from.at(i).fd < 0 || from.at(i).revents == 0) continue;
      const ssize_t size = ::read(from.at(i).fd, block.data(), block.size());
      if (size > 0) to.at(i)->append(block.data(), static_cast<std::size_t>(size));
      else if (size == 0 || errno != EINTR) from.at(i).fd = -1;
    }
  }
}

} // namespace

ProgramResult run_program(const std::vector<std::string>& arguments) {
  std::vector<std::string> words = arguments;
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  Pipe out, err;
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  ::posix_spawn_file_actions_adddup2(&actions, out.ends[1], STDOUT_FILENO);
  ::posix_spawn_file_actions_adddup2(&actions, err.ends[1], STDERR_FILENO);
  pid_t child = -1;
  const int failed = ::posix_spawnp(&child, pointers[0], &actions, nullptr, pointers.data(), environ);
  ::posix_spawn_file_actions_destroy(&actions);
  ProgramResult result;
  if (failed == ENOENT) return result.code = 127, result;
  if (failed != 0) throw Failure(ExitCode::error, "cannot run " + arguments.front() + ": " + std::strerror(failed));
  out.close(1);
  err.close(1);
  read_both(out, err, result);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  result.code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return result;
}

} // namespace klamm::cli
