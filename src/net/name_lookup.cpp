#include "net/name_lookup.hpp"

#include <netdb.h>
#include <sys/socket.h>

#include <algorithm>
#include <asio/post.hpp>
#include <cerrno>
#include <cstring>
#include <memory>
#include <system_error>

#include "net/background.hpp"

namespace klamm::net {
namespace {

using Addresses = std::vector<std::string>;

Error lookup_error(const std::string& host, int failure, int system_error) {
  const std::string reason = failure == EAI_SYSTEM ? std::strerror(system_error) : gai_strerror(failure);
  const bool unknown = failure == EAI_NONAME || failure == EAI_NODATA;
  return Error(ErrorCode::resolve_failed, "the host name \"" + host + "\" has no address: " + reason,
               unknown ? "check the spelling; on this machine `getent hosts " + host + "` must print an address"
                       : "the name server did not answer: check the network and /etc/resolv.conf");
}

Result<Addresses> blocking_lookup(const std::string& host) {
  addrinfo wanted{};
  wanted.ai_socktype = SOCK_STREAM;
  wanted.ai_flags = AI_ADDRCONFIG;
  addrinfo* found = nullptr;
  int failure = getaddrinfo(host.c_str(), nullptr, &wanted, &found);
  if (failure != 0 && failure != EAI_AGAIN) { // AI_ADDRCONFIG hides localhost where only loopback is up
    wanted.ai_flags = 0;
    failure = getaddrinfo(host.c_str(), nullptr, &wanted, &found);
  }
  if (failure != 0) return lookup_error(host, failure, errno);
  Addresses addresses;
  for (const addrinfo* at = found; at; at = at->ai_next) {
    char text[NI_MAXHOST] = {};
    if (getnameinfo(at->ai_addr, at->ai_addrlen, text, sizeof text, nullptr, 0, NI_NUMERICHOST) != 0) continue;
    if (std::ranges::find(addresses, text) == addresses.end()) addresses.emplace_back(text);
  }
  freeaddrinfo(found);
  if (addresses.empty()) return lookup_error(host, EAI_NONAME, 0);
  return addresses;
}

} // namespace

void look_up_name(const asio::any_io_executor& executor, std::string host, LookupHandler handler) {
  // The thread shares only the result: what the handler owns belongs to the executor.
  const auto found = std::make_shared<Result<Addresses>>(Addresses());
  const auto told = std::make_shared<LookupHandler>(std::move(handler));
  try {
    run_in_background(
        executor, BackgroundWork::lookups, [found, host] { *found = blocking_lookup(host); },
        [found, told] { (*told)(std::move(*found)); });
  } catch (const std::system_error& failure) {
    *found = Error(ErrorCode::resolve_failed, "no thread could be started to look up \"" + host + "\": " + failure.code().message(),
                   "raise the limit of processes (ulimit -u)");
    asio::post(executor, [found, told] { (*told)(std::move(*found)); });
  }
}

} // namespace klamm::net
