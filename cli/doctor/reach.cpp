#include "cli/doctor/reach.hpp"

#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <future>
#include <memory>
#include <thread>

#include "cli/frame/failure.hpp"

namespace klamm::cli {
namespace {

struct FreeAddresses {
  void operator()(addrinfo* list) const { ::freeaddrinfo(list); }
};
using Addresses = std::unique_ptr<addrinfo, FreeAddresses>;

Addresses look_up(const std::string& host, const std::string& port, int flags, int& error) {
  addrinfo wanted{};
  wanted.ai_socktype = SOCK_STREAM;
  wanted.ai_flags = flags;
  addrinfo* found = nullptr;
  error = ::getaddrinfo(host.c_str(), port.c_str(), &wanted, &found);
  return Addresses(error == 0 ? found : nullptr);
}

Resolved resolve_now(const HostPort& at) {
  int error = 0;
  const Addresses found = look_up(at.host, at.port, 0, error);
  Resolved resolved;
  if (error != 0) resolved.error = ::gai_strerror(error);
  for (const addrinfo* one = found.get(); one != nullptr; one = one->ai_next) {
    std::array<char, NI_MAXHOST> text{};
    if (::getnameinfo(one->ai_addr, one->ai_addrlen, text.data(), text.size(), nullptr, 0, NI_NUMERICHOST) != 0) continue;
    if (std::find(resolved.addresses.begin(), resolved.addresses.end(), text.data()) == resolved.addresses.end())
      resolved.addresses.emplace_back(text.data());
  }
  return resolved;
}

class Socket {
public:
  explicit Socket(const addrinfo& to) : fd_(::socket(to.ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)) {}
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  ~Socket() {
    if (fd_ >= 0) ::close(fd_);
  }
  int fd() const noexcept { return fd_; }

private:
  int fd_;
};

// 0, or why not.
int try_address(const std::string& address, const std::string& port, std::chrono::milliseconds limit) {
  int unknown = 0;
  const Addresses to = look_up(address, port, AI_NUMERICHOST, unknown);
  if (!to) return EADDRNOTAVAIL;
  const Socket socket(*to);
  if (socket.fd() < 0) return errno;
  if (::connect(socket.fd(), to->ai_addr, to->ai_addrlen) == 0) return 0;
  if (errno != EINPROGRESS) return errno;
  pollfd done{socket.fd(), POLLOUT, 0};
  if (const int ready = ::poll(&done, 1, static_cast<int>(limit.count())); ready <= 0) return ready == 0 ? ETIMEDOUT : errno;
  int error = 0;
  socklen_t size = sizeof error;
  return ::getsockopt(socket.fd(), SOL_SOCKET, SO_ERROR, &error, &size) == 0 ? error : errno;
}

} // namespace

bool HostPort::is_loopback() const { return host == "localhost" || host == "::1" || host.starts_with("127."); }

std::string HostPort::to_string() const { return (host.find(':') == std::string::npos ? host : "[" + host + "]") + ":" + port; }

HostPort parse_host_port(std::string_view text) {
  const std::string_view said = text;
  if (const std::size_t scheme = text.find("://"); scheme != std::string_view::npos) text.remove_prefix(scheme + 3);
  const std::size_t colon = text.rfind(':');
  std::string_view host = text.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  const std::string_view port = colon == std::string_view::npos ? std::string_view() : text.substr(colon + 1);
  if (host.empty() || port.empty() || port.find_first_not_of("0123456789") != std::string_view::npos)
    usage_error("'" + std::string(said) + "' is no address", "host:port, as in localhost:9092");
  return {std::string(host), std::string(port)};
}

Resolved resolve(const HostPort& at, std::chrono::milliseconds limit) {
  // (a resolver that hangs can't be stopped: its thread is left alone)
  std::packaged_task<Resolved()> task([at] { return resolve_now(at); });
  std::future<Resolved> answer = task.get_future();
  std::thread(std::move(task)).detach();
  if (answer.wait_for(limit) == std::future_status::ready) return answer.get();
  return {.addresses = {}, .error = "the resolver did not answer within " + std::to_string(limit.count()) + " ms"};
}

Connected connect_to(const std::vector<std::string>& addresses, const std::string& port, std::chrono::milliseconds limit) {
  Connected connected;
  connected.refused = true;
  for (const std::string& address : addresses) {
    const auto began = std::chrono::steady_clock::now();
    const int error = try_address(address, port, limit);
    if (error == 0) {
      connected.address = address;
      connected.took = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - began);
      return connected;
    }
    connected.refused &= error == ECONNREFUSED;
    connected.failures.push_back(address + ": " +
                                 (error == ETIMEDOUT ? "no answer within " + std::to_string(limit.count()) + " ms" : std::strerror(error)));
  }
  return connected;
}

} // namespace klamm::cli
