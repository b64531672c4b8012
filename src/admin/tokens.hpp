// Delegation tokens (KIP-48, KIP-373). Any broker tells of them; the controller makes, renews and ends them.
#pragma once

#include "admin/single_operation.hpp"
#include "klamm/admin_tokens.hpp"

namespace klamm::admin {

class CreateToken final : public SingleOperation<DelegationToken> {
public:
  explicit CreateToken(CreateTokenOptions options) : options_(std::move(options)) {}

  const char* doing() const override { return "creating a delegation token"; }
  Result<void> check(std::size_t) const override;
  Target target(std::size_t) const override { return {.kind = Target::Kind::controller, .key = {}}; }
  Exchange ask(const net::Connection& connection, Items items, Duration patience) override;

private:
  CreateTokenOptions options_;
};

/// Changes until when a token is good: renews it, or ends it.
class ProlongToken final : public SingleOperation<Timestamp> {
public:
  enum class To : std::uint8_t { renew, expire };
  ProlongToken(To to, Secret hmac, std::optional<std::chrono::milliseconds> period) : to_(to), hmac_(std::move(hmac)), period_(period) {}

  const char* doing() const override { return to_ == To::renew ? "renewing a delegation token" : "ending a delegation token"; }
  Result<void> check(std::size_t) const override;
  Target target(std::size_t) const override { return {.kind = Target::Kind::controller, .key = {}}; }
  Exchange ask(const net::Connection& connection, Items items, Duration patience) override;

private:
  template <class Request>
  Exchange ask_as(const net::Connection& connection, Request request);

  To to_;
  Secret hmac_;
  std::optional<std::chrono::milliseconds> period_;
};

class DescribeTokens final : public SingleOperation<std::vector<DelegationToken>> {
public:
  explicit DescribeTokens(DescribeTokensOptions options) : options_(std::move(options)) {}

  const char* doing() const override { return "describing delegation tokens"; }
  Result<void> check(std::size_t) const override;
  Exchange ask(const net::Connection& connection, Items items, Duration patience) override;

private:
  DescribeTokensOptions options_;
};

} // namespace klamm::admin
