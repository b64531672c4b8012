// AlterUserScramCredentials: sets or removes the SCRAM credentials of users (KIP-554).
#pragma once

#include "wire/message.hpp"

namespace klamm::wire {

struct AlterUserScramCredentialsResponse {
  static constexpr std::string_view name = "AlterUserScramCredentialsResponse";
  static constexpr ApiKey api_key = ApiKey::alter_user_scram_credentials;
  static constexpr Versions versions = only(0), flexible = since(0);

  struct Result {
    std::string_view user{};
    ErrorCode error_code = ErrorCode::none;
    std::optional<std::string_view> error_message = "";
    static void fields(auto& io, auto& self) {
      io("User", self.user, since(0));
      io("ErrorCode", self.error_code, since(0));
      io("ErrorMessage", self.error_message, since(0).nullable());
    }
  };

  std::int32_t throttle_time_ms = 0;
  std::vector<Result> results{};
  static void fields(auto& io, auto& self) {
    io("ThrottleTimeMs", self.throttle_time_ms, since(0));
    io("Results", self.results, since(0));
  }
};

struct AlterUserScramCredentialsRequest {
  static constexpr std::string_view name = "AlterUserScramCredentialsRequest";
  static constexpr ApiKey api_key = ApiKey::alter_user_scram_credentials;
  static constexpr Versions versions = only(0), flexible = since(0);
  using Response = AlterUserScramCredentialsResponse;

  struct Deletion {
    std::string_view name{};
    std::int8_t mechanism = 0;
    static void fields(auto& io, auto& self) {
      io("Name", self.name, since(0));
      io("Mechanism", self.mechanism, since(0));
    }
  };

  struct Upsertion {
    std::string_view name{};
    std::int8_t mechanism = 0;
    std::int32_t iterations = 0;
    Bytes salt{};
    Bytes salted_password{};
    static void fields(auto& io, auto& self) {
      io("Name", self.name, since(0));
      io("Mechanism", self.mechanism, since(0));
      io("Iterations", self.iterations, since(0));
      io("Salt", self.salt, since(0).secret());
      io("SaltedPassword", self.salted_password, since(0).secret());
    }
  };

  std::vector<Deletion> deletions{};
  std::vector<Upsertion> upsertions{};
  static void fields(auto& io, auto& self) {
    io("Deletions", self.deletions, since(0));
    io("Upsertions", self.upsertions, since(0));
  }
};

extern template struct Codec<AlterUserScramCredentialsRequest>;
extern template struct Codec<AlterUserScramCredentialsResponse>;

} // namespace klamm::wire
