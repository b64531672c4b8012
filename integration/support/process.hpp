// A child process, with those that it starts itself, that tests may kill, freeze and wake. Its end is waited for.
#pragma once

#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstring>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

extern char** environ; // NOLINT(readability-redundant-declaration): POSIX leaves it to the program

namespace klamm::test {

class Process {
public:
  explicit Process(std::vector<std::string> command) {
    std::vector<char*> arguments;
    for (std::string& argument : command) arguments.push_back(argument.data());
    arguments.push_back(nullptr);
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP); // a group of its own: signals reach all of it
    const int failed = posix_spawnp(&pid_, arguments[0], nullptr, &attributes, arguments.data(), environ);
    posix_spawnattr_destroy(&attributes);
    if (failed != 0) throw std::runtime_error("cannot run " + command[0] + ": " + std::strerror(failed));
  }
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;
  /// In order if it can be done within 15 s.
  ~Process() {
    if (!ended()) terminate();
  }

  void signal(int number) const { ::kill(-pid_, number); }
  /// Asks it to end, and waits until it has.
  void terminate() {
    signal(SIGCONT);
    signal(SIGTERM);
    for (int i = 0; i < 1'500 && !ended(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(10));
    if (ended()) return;
    signal(SIGKILL);
    ::waitpid(pid_, nullptr, 0);
    ended_ = true;
  }
  bool ended() {
    if (!ended_) ended_ = ::waitpid(pid_, nullptr, WNOHANG) == pid_;
    return ended_;
  }

private:
  pid_t pid_ = -1;
  bool ended_ = false;
};

} // namespace klamm::test
