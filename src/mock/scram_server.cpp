#include "mock/scram_server.hpp"

namespace klamm::mock {
namespace {

/// The value of `name` among the attributes of a message: "r" of "n=alice,r=abc".
std::string_view attribute(std::string_view message, char name) {
  while (!message.empty()) {
    const std::string_view one = message.substr(0, message.find(','));
    if (one.size() >= 2 && one[0] == name && one[1] == '=') return one.substr(2);
    message.remove_prefix(std::min(message.size(), one.size() + 1));
  }
  return {};
}

std::string unescaped(std::string_view name) {
  std::string text;
  while (!name.empty()) {
    const bool escape = name.starts_with("=2C") || name.starts_with("=3D");
    text += !escape ? name.front() : name[1] == '2' ? ',' : '=';
    name.remove_prefix(escape ? 3 : 1);
  }
  return text;
}

} // namespace

std::optional<std::string> ScramServer::step(std::string_view message) {
  if (complete_) return std::nullopt;
  return server_first_.empty() ? answer_first(message) : check_final(message);
}

std::optional<std::string> ScramServer::answer_first(std::string_view message) {
  if (!message.starts_with("n,,")) return std::nullopt; // channel binding, or another name to act as
  client_first_bare_ = message.substr(3);
  const std::string_view theirs = attribute(client_first_bare_, 'r');
  const auto user = settings_.users.find(unescaped(attribute(client_first_bare_, 'n')));
  if (theirs.empty() || user == settings_.users.end()) return std::nullopt;
  password_ = user->second;
  nonce_.insert(0, theirs);
  server_first_ = "r=" + nonce_ + ",s=" + security::base64(salt_) + ",i=" + std::to_string(settings_.scram_iterations);
  return server_first_;
}

std::optional<std::string> ScramServer::check_final(std::string_view message) {
  const std::size_t end = message.rfind(",p=");
  if (end == std::string_view::npos || attribute(message, 'r') != nonce_ || attribute(message, 'c') != "biws") return std::nullopt;
  const auto proof = security::from_base64(message.substr(end + 3));
  const std::string auth_message = client_first_bare_ + "," + server_first_ + "," + std::string(message.substr(0, end));
  const Secret salted = security::salted_password(hash_, password_.reveal(), salt_, settings_.scram_iterations);
  const std::string stored_key = security::digest(hash_, security::hmac(hash_, salted.reveal(), "Client Key").reveal());
  const Secret signature = security::hmac(hash_, stored_key, auth_message);
  if (!proof || proof->size() != signature.reveal().size()) return std::nullopt;
  std::string client_key = *proof;
  for (std::size_t i = 0; i < client_key.size(); ++i) client_key[i] = static_cast<char>(client_key[i] ^ signature.reveal()[i]);
  if (!security::same_secret(security::digest(hash_, client_key), stored_key)) return std::nullopt;
  complete_ = true;
  const Secret server_key = security::hmac(hash_, salted.reveal(), "Server Key");
  return "v=" + security::base64(security::hmac(hash_, server_key.reveal(), auth_message).reveal());
}

} // namespace klamm::mock
