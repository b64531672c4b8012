// klamm-fault-proxy in front of the cluster, as tests give it orders.
#pragma once

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

extern char** environ; // NOLINT(readability-redundant-declaration): POSIX leaves it to the program

namespace klamm::test {

class FaultProxy {
public:
  FaultProxy(const std::string& program, const std::string& brokers, std::uint64_t seed) {
    int orders[2], answers[2];
    if (::pipe2(orders, O_CLOEXEC) != 0 || ::pipe2(answers, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
    std::string words[3] = {program, brokers, std::to_string(seed)};
    char* arguments[] = {words[0].data(), words[1].data(), words[2].data(), nullptr};
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, orders[0], 0);
    posix_spawn_file_actions_adddup2(&actions, answers[1], 1);
    const int failed = posix_spawn(&pid_, arguments[0], &actions, nullptr, arguments, environ);
    posix_spawn_file_actions_destroy(&actions);
    ::close(orders[0]);
    ::close(answers[1]);
    orders_ = ::fdopen(orders[1], "w");
    answers_ = ::fdopen(answers[0], "r");
    if (failed != 0) throw std::runtime_error("cannot run " + program);
    std::istringstream list(line());
    for (std::string server; std::getline(list, server, ',');) servers_.push_back(server);
  }
  FaultProxy(const FaultProxy&) = delete;
  FaultProxy& operator=(const FaultProxy&) = delete;
  /// It ends with its input.
  ~FaultProxy() {
    std::fclose(orders_);
    std::fclose(answers_);
    if (pid_ > 0) ::waitpid(pid_, nullptr, 0);
  }

  const std::vector<std::string>& bootstrap_servers() const noexcept { return servers_; }
  /// "2 delay 50 20"; see fault_proxy/main.cpp.
  void order(const std::string& words) {
    std::fprintf(orders_, "%s\n", words.c_str());
    std::fflush(orders_);
    if (const std::string answer = line(); answer != "ok") throw std::runtime_error(words + ": " + answer);
  }

private:
  std::string line() {
    char text[512];
    if (!std::fgets(text, sizeof text, answers_)) throw std::runtime_error("the fault proxy has ended");
    std::string read = text;
    if (!read.empty() && read.back() == '\n') read.pop_back();
    return read;
  }
  pid_t pid_ = -1;
  std::FILE* orders_ = nullptr;
  std::FILE* answers_ = nullptr;
  std::vector<std::string> servers_;
};

} // namespace klamm::test
