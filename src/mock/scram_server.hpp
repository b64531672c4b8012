// The broker's side of one SCRAM login (RFC 5802, RFC 7677), which knows passwords as they are. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "klamm/mock_security.hpp"
#include "security/crypto.hpp"

namespace klamm::mock {

class ScramServer {
public:
  ScramServer(security::Hash hash, const MockSecurity& settings, std::string nonce, std::string salt)
      : hash_(hash), settings_(settings), nonce_(std::move(nonce)), salt_(std::move(salt)) {}

  /// What to say to the client's next message; nothing: it is refused.
  std::optional<std::string> step(std::string_view message);
  /// The client has proved that it knows the password.
  bool complete() const noexcept { return complete_; }

private:
  std::optional<std::string> answer_first(std::string_view message);
  std::optional<std::string> check_final(std::string_view message);

  security::Hash hash_;
  const MockSecurity& settings_;
  std::string nonce_, salt_;
  std::string client_first_bare_, server_first_;
  Secret password_;
  bool complete_ = false;
};

} // namespace klamm::mock
