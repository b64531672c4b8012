// SCRAM credentials (KIP-554). What was made of a password comes in ready: it takes milliseconds, and wants randomness.
#pragma once

#include <functional>

#include "admin/item_operation.hpp"
#include "admin/single_operation.hpp"
#include "klamm/admin_users.hpp"

namespace klamm::admin {

class DescribeScram final : public SingleOperation<DescribeScramResult> {
public:
  explicit DescribeScram(std::vector<std::string> users) : users_(std::move(users)) {}

  const char* doing() const override { return "describing SCRAM credentials"; }
  Result<void> check(std::size_t) const override;
  Exchange ask(const net::Connection& connection, Items items, Duration patience) override;

private:
  std::vector<std::string> users_;
};

/// A password with its salt, for each change that sets one.
struct SaltedPassword {
  std::string salt;
  Secret salted;
};

class AlterScram final : public ItemOperation<ScramUserChanges, std::string, void> {
public:
  explicit AlterScram(std::vector<ScramUserChanges> users) : ItemOperation(std::move(users)), made_(size()) {}

  const char* doing() const override { return "changing SCRAM credentials"; }
  Target target(std::size_t) const override { return {.kind = Target::Kind::controller, .key = {}}; }
  /// Salts the passwords of users without mistakes, by `salt(change)`; to be called before anything is asked.
  void salt(const std::function<SaltedPassword(const ScramChange&)>& salt);
  Exchange ask(const net::Connection& connection, Items items, Duration patience) override;

private:
  Result<void> check_input(const ScramUserChanges& changes) const override;
  std::string key(const ScramUserChanges& changes) const override { return changes.user; }
  std::map<const ScramChange*, SaltedPassword> salted_;
  std::vector<std::size_t> made_; ///< how many changes of each user have been made
};

} // namespace klamm::admin
