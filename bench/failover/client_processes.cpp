#include "failover/client_processes.hpp"

#include <poll.h>
#include <signal.h> // NOLINT(modernize-deprecated-headers): kill() is POSIX's
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <stdexcept>

#include "failover/workload.hpp"
#include "support/usage.hpp"

namespace klamm::bench {

std::int64_t now_ns() { return std::chrono::duration_cast<std::chrono::nanoseconds>(Clock::now().time_since_epoch()).count(); }

void say_now(char what) {
  char line[40];
  const int size = std::snprintf(line, sizeof line, "%c %lld\n", what, static_cast<long long>(now_ns()));
  if (write(STDOUT_FILENO, line, static_cast<std::size_t>(size)) != size) std::_Exit(1); // nobody listens any more
}

ClientProcesses::~ClientProcesses() {
  over_ = true;
  if (reader_.joinable()) reader_.join();
  for (const One& client : clients_) {
    kill(client.pid, SIGKILL);
    waitpid(client.pid, nullptr, 0);
    close(client.output);
  }
}

std::size_t ClientProcesses::start(const std::function<void()>& run) {
  int ends[2];
  if (pipe(ends) != 0) throw std::runtime_error("no pipe could be opened");
  std::fflush(nullptr);
  const pid_t child = fork();
  if (child < 0) throw std::runtime_error("no process could be started");
  if (child == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL); // an interrupted benchmark leaves nothing running
    dup2(ends[1], STDOUT_FILENO);
    close(ends[0]);
    close(ends[1]);
    try {
      run();
    } catch (const std::exception& failure) {
      std::fprintf(stderr, "a client failed: %s\n", failure.what());
    }
    _exit(1);
  }
  close(ends[1]);
  clients_.push_back({child, ends[0], {}, {}, {}});
  return clients_.size() - 1;
}

void ClientProcesses::listen() {
  reader_ = std::thread([this] { read_all(); });
}

void ClientProcesses::read_all() {
  std::vector<pollfd> waiting;
  for (const One& client : clients_) waiting.push_back({client.output, POLLIN, 0});
  while (!over_) {
    poll(waiting.data(), waiting.size(), 50);
    for (std::size_t i = 0; i < waiting.size(); ++i) {
      if ((waiting[i].revents & (POLLIN | POLLHUP)) == 0) continue;
      char block[4096];
      const ssize_t size = read(waiting[i].fd, block, sizeof block);
      if (size <= 0) waiting[i].fd = -1; // its process has ended
      else clients_[i].unread.append(block, static_cast<std::size_t>(size)), understand(clients_[i]);
    }
  }
}

void ClientProcesses::understand(One& client) {
  const std::lock_guard lock(mutex_);
  std::size_t from = 0;
  for (std::size_t end; (end = client.unread.find('\n', from)) != std::string::npos; from = end + 1) {
    const char what = client.unread[from];
    const std::int64_t at = std::strtoll(client.unread.c_str() + from + 1, nullptr, 10);
    if (what == 'a') client.acknowledged.push_back(at);
    if (what == 'c') client.committed.push_back(at);
  }
  client.unread.erase(0, from);
}

std::vector<std::int64_t> ClientProcesses::times(std::size_t client, char what) const {
  const std::lock_guard lock(mutex_);
  return what == 'a' ? clients_[client].acknowledged : clients_[client].committed;
}

std::int64_t ClientProcesses::last(std::size_t client, char what) const {
  const std::lock_guard lock(mutex_);
  const auto& times = what == 'a' ? clients_[client].acknowledged : clients_[client].committed;
  return times.empty() ? 0 : times.back();
}

} // namespace klamm::bench
