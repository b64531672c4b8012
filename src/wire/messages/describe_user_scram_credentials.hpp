// DescribeUserScramCredentials: which SCRAM credentials users have (KIP-554).
#pragma once

#include "wire/message.hpp"

namespace klamm::wire {

struct DescribeUserScramCredentialsResponse {
  static constexpr std::string_view name = "DescribeUserScramCredentialsResponse";
  static constexpr ApiKey api_key = ApiKey::describe_user_scram_credentials;
  static constexpr Versions versions = only(0), flexible = since(0);

  struct CredentialInfo {
    std::int8_t mechanism = 0;
    std::int32_t iterations = 0;
    static void fields(auto& io, auto& self) {
      io("Mechanism", self.mechanism, since(0));
      io("Iterations", self.iterations, since(0));
    }
  };

  struct Result {
    std::string_view user{};
    ErrorCode error_code = ErrorCode::none;
    std::optional<std::string_view> error_message = "";
    std::vector<CredentialInfo> credential_infos{};
    static void fields(auto& io, auto& self) {
      io("User", self.user, since(0));
      io("ErrorCode", self.error_code, since(0));
      io("ErrorMessage", self.error_message, since(0).nullable());
      io("CredentialInfos", self.credential_infos, since(0));
    }
  };

  std::int32_t throttle_time_ms = 0;
  ErrorCode error_code = ErrorCode::none;
  std::optional<std::string_view> error_message = "";
  std::vector<Result> results{};
  static void fields(auto& io, auto& self) {
    io("ThrottleTimeMs", self.throttle_time_ms, since(0));
    io("ErrorCode", self.error_code, since(0));
    io("ErrorMessage", self.error_message, since(0).nullable());
    io("Results", self.results, since(0));
  }
};

struct DescribeUserScramCredentialsRequest {
  static constexpr std::string_view name = "DescribeUserScramCredentialsRequest";
  static constexpr ApiKey api_key = ApiKey::describe_user_scram_credentials;
  static constexpr Versions versions = only(0), flexible = since(0);
  using Response = DescribeUserScramCredentialsResponse;

  struct User {
    std::string_view name{};
    static void fields(auto& io, auto& self) { io("Name", self.name, since(0)); }
  };

  std::optional<std::vector<User>> users{std::in_place};
  static void fields(auto& io, auto& self) { io("Users", self.users, since(0).nullable()); }
};

extern template struct Codec<DescribeUserScramCredentialsRequest>;
extern template struct Codec<DescribeUserScramCredentialsResponse>;

} // namespace klamm::wire
