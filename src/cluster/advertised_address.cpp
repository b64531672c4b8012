#include "cluster/advertised_address.hpp"

namespace klamm::cluster {

namespace {

bool is_loopback(std::string_view host) { return host == "localhost" || host == "::1" || host.starts_with("127."); }

std::string_view host_of(std::string_view endpoint) {
  std::string_view host = endpoint.substr(0, endpoint.rfind(':'));
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  return host;
}

} // namespace

Error explain_advertised(const Error& error, const AdvertisedAddress& address) {
  if (address.mapped || address.reached || address.learned_from.empty()) return error;
  const std::string named = address.endpoint.to_string();
  const std::string answered = address.learned_from + " answered; its metadata names node " + std::to_string(address.node) + " as " + named;
  const std::string map = "for one run: -X client.dns.map=" + named + "=" + address.learned_from;
  if (error.code() == ErrorCode::resolve_failed)
    return Error(ErrorCode::advertised_address_unusable,
                 "broker " + std::to_string(address.node) + " sent us to " + named + ", which does not resolve (" + answered + ")",
                 "the broker's advertised.listeners is meant for other hosts, e.g. containers; use a listener that advertises an address "
                 "for this one; " +
                     map)
        .with(error.context());
  if (error.code() == ErrorCode::connect_failed && is_loopback(address.endpoint.host) && !is_loopback(host_of(address.learned_from)))
    return Error(ErrorCode::advertised_address_unusable,
                 "broker " + std::to_string(address.node) + " sent us to " + named + ", which is this host, where nothing answers (" +
                     answered + ")",
                 "set the broker's advertised.listeners to an address that clients on other hosts can use; " + map)
        .with(error.context());
  if ((error.code() == ErrorCode::connect_failed || error.code() == ErrorCode::timed_out) && error.hint().empty())
    return error.with_hint("if the broker is up, its advertised.listeners may not be meant for this host (" + answered + "); " + map);
  return error;
}

} // namespace klamm::cluster
