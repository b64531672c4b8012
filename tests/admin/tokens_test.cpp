#include "admin/tokens.hpp"

#include "admin/support/admin_world.hpp"
#include "wire/messages/create_delegation_token.hpp"
#include "wire/messages/describe_delegation_token.hpp"
#include "wire/messages/expire_delegation_token.hpp"
#include "wire/messages/renew_delegation_token.hpp"

using namespace klamm;
using namespace klamm::test;
using admin::ProlongToken;
using cluster::NodeId;

TEST_CASE("tokens: made by the controller, for somebody else too, and for renewers") {
  AdminWorld world;
  world.brokers.on<wire::CreateDelegationTokenRequest>([](NodeId node, const wire::CreateDelegationTokenRequest& request) {
    CHECK(node == 1);
    CHECK(request.owner_principal_type == "User");
    CHECK(request.owner_principal_name == "alice:smith");
    REQUIRE(request.renewers.size() == 1);
    CHECK(request.renewers[0].principal_type == "User");
    CHECK(request.renewers[0].principal_name == "bob");
    CHECK(request.max_lifetime_ms == 60000);
    wire::CreateDelegationTokenResponse response;
    response.principal_type = response.token_requester_principal_type = "User";
    response.principal_name = "alice:smith";
    response.token_requester_principal_name = "carol";
    response.issue_timestamp_ms = 1;
    response.expiry_timestamp_ms = 2;
    response.max_timestamp_ms = 3;
    response.token_id = "id";
    response.hmac = wire::Bytes(std::string_view("\x00\xff", 2));
    return response;
  });
  CreateTokenOptions options;
  options.owner = "User:alice:smith";
  options.renewers = {"User:bob"};
  options.max_lifetime = std::chrono::minutes(1);
  const DelegationToken token = world.run<admin::CreateToken>(options).value();
  CHECK(token.token_id == "id");
  CHECK(token.owner == "User:alice:smith");
  CHECK(token.requester == "User:carol");
  CHECK(token.issue_time == 1);
  CHECK(token.expiry_time == 2);
  CHECK(token.max_time == 3);
  CHECK(token.renewers == options.renewers);
  CHECK(token.hmac == Secret(std::string_view("\x00\xff", 2)));

  world.brokers.apis[ApiKey::create_delegation_token] = {1, 2};
  for (const NodeId id : {1, 2, 3}) world.brokers.hang_up(id);
  CHECK(world.run<admin::CreateToken>(options).error().hint().find("3.3") != std::string::npos);
  options.renewers = {"bob"};
  CHECK(world.run<admin::CreateToken>(options).error().code() == ErrorCode::invalid_principal_type);
  options.renewers.clear();
  options.max_lifetime = std::chrono::milliseconds(0);
  CHECK(world.run<admin::CreateToken>(options).error().code() == ErrorCode::invalid_timestamp);
}

TEST_CASE("tokens: without options they are the asker's own, for as long as the brokers give them") {
  AdminWorld world;
  world.brokers.on<wire::CreateDelegationTokenRequest>([](NodeId, const wire::CreateDelegationTokenRequest& request) {
    CHECK(request.owner_principal_name == "");
    CHECK(request.renewers.empty());
    CHECK(request.max_lifetime_ms == -1);
    wire::CreateDelegationTokenResponse response;
    response.principal_type = "User";
    response.principal_name = "alice"; // (before 3.3 nothing is told of who asked)
    return response;
  });
  CHECK(world.run<admin::CreateToken>(CreateTokenOptions{}).value().requester == "User:alice");
}

TEST_CASE("tokens: renewed and ended by their HMAC; the period is the broker's unless one is given") {
  AdminWorld world;
  std::vector<std::int64_t> periods;
  world.brokers.on<wire::RenewDelegationTokenRequest>([&](NodeId node, const wire::RenewDelegationTokenRequest& request) {
    CHECK(node == 1);
    CHECK(request.hmac.text() == "secret");
    periods.push_back(request.renew_period_ms);
    return wire::RenewDelegationTokenResponse{ErrorCode::none, 77, 0};
  });
  world.brokers.on<wire::ExpireDelegationTokenRequest>([&](NodeId, const wire::ExpireDelegationTokenRequest& request) {
    CHECK(request.hmac.text() == "secret");
    periods.push_back(request.expiry_time_period_ms);
    return wire::ExpireDelegationTokenResponse{periods.size() > 3 ? ErrorCode::delegation_token_expired : ErrorCode::none, 78, 0};
  });
  const auto call = [&](ProlongToken::To to, std::optional<std::chrono::milliseconds> period) {
    return world.run<ProlongToken>(to, Secret("secret"), period);
  };
  CHECK(call(ProlongToken::To::renew, std::nullopt).value() == 77);
  CHECK(call(ProlongToken::To::renew, std::chrono::milliseconds(5)).value() == 77);
  CHECK(call(ProlongToken::To::expire, std::nullopt).value() == 78);
  CHECK(call(ProlongToken::To::expire, std::chrono::milliseconds(6)).error().code() == ErrorCode::delegation_token_expired);
  CHECK(periods == std::vector<std::int64_t>{-1, 5, -1, 6});
  CHECK(call(ProlongToken::To::renew, std::chrono::milliseconds(-1)).error().code() == ErrorCode::invalid_timestamp);
  CHECK(world.run<ProlongToken>(ProlongToken::To::renew, Secret(), std::nullopt).error().code() == ErrorCode::delegation_token_not_found);
  CHECK(periods.size() == 4);
}

TEST_CASE("tokens: described for some owners or for all, oldest first") {
  AdminWorld world;
  std::optional<std::vector<std::string>> asked;
  world.brokers.on<wire::DescribeDelegationTokenRequest>([&](NodeId, const wire::DescribeDelegationTokenRequest& request) {
    asked.reset();
    if (request.owners) {
      asked.emplace();
      for (const auto& owner : *request.owners)
        asked->push_back(std::string(owner.principal_type) + "/" + std::string(owner.principal_name));
    }
    wire::DescribeDelegationTokenResponse response;
    response.tokens.push_back({"User", "a", "User", "c", 20, 30, 40, "late", wire::Bytes(std::string_view("h")), {{"User", "r"}}});
    response.tokens.push_back({"User", "b", "", "", 10, 30, 40, "early", wire::Bytes(std::string_view("i")), {}});
    return response;
  });
  DescribeTokensOptions options;
  const auto all = world.run<admin::DescribeTokens>(options).value();
  CHECK_FALSE(asked);
  REQUIRE(all.size() == 2);
  CHECK(all[0].token_id == "early");
  CHECK(all[0].requester == "User:b");
  CHECK(all[1].requester == "User:c");
  CHECK(all[1].max_time == 40);
  CHECK(all[1].renewers == std::vector<std::string>{"User:r"});
  CHECK(all[1].hmac == Secret("h"));
  options.owners = {"User:a"};
  CHECK(world.run<admin::DescribeTokens>(options));
  CHECK(asked == std::vector<std::string>{"User/a"});
  options.owners = {"User:"};
  CHECK(world.run<admin::DescribeTokens>(options).error().code() == ErrorCode::invalid_principal_type);
}
