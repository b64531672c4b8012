// klamm security users list, set, remove.
#include <algorithm>
#include <array>
#include <klamm/admin.hpp>
#include <unistd.h>

#include "cli/commands/meant.hpp"
#include "cli/commands/outcome.hpp"
#include "cli/commands/security.hpp"
#include "cli/commands/words.hpp"
#include "cli/frame/password.hpp"
#include "cli/output/table.hpp"

namespace klamm::cli {
namespace {

constexpr std::array mechanisms{ScramMechanism::scram_sha_256, ScramMechanism::scram_sha_512};

std::vector<ScramMechanism> wanted(const UsersOptions& options) {
  return parse_words(options.mechanisms, mechanisms, scram_mechanism_name, "--mechanism");
}

std::vector<ScramCredential> credentials_of(Admin& admin, const std::string& user) {
  const auto described = admin.describe_user_scram_credentials({user}).value();
  const Result<std::vector<ScramCredential>>& known = described[0].result;
  if (!known && known.error().code() == ErrorCode::resource_not_found) return {};
  return known.value();
}

bool has(const std::vector<ScramCredential>& credentials, ScramMechanism mechanism) {
  return std::any_of(credentials.begin(), credentials.end(), [&](const ScramCredential& one) { return one.mechanism == mechanism; });
}

} // namespace

std::string_view scram_mechanism_name(ScramMechanism mechanism) noexcept {
  switch (mechanism) {
    case ScramMechanism::scram_sha_256: return "SCRAM-SHA-256";
    case ScramMechanism::scram_sha_512: return "SCRAM-SHA-512";
    case ScramMechanism::unknown: break;
  }
  return "UNKNOWN";
}

ExitCode list_users(const UsersOptions& options, const Frame& frame) {
  const OutputForm form = parse_output_form(frame.output);
  Admin admin(frame.admin());
  Outcome outcome(frame);
  Table table({{"user"}, {"mechanism"}, {"iterations"}});
  for (const auto& [user, credentials] : admin.describe_user_scram_credentials(options.users).value()) {
    if (!credentials) {
      complain(frame, "user " + user + ": " + credentials.error().cause(), credentials.error().hint());
      outcome.count_failure();
      continue;
    }
    outcome.succeeded();
    for (const ScramCredential& one : *credentials)
      table.add({user, std::string(scram_mechanism_name(one.mechanism)), std::int64_t{one.iterations}});
  }
  Sink out(STDOUT_FILENO);
  table.print(out, form);
  out.flush();
  return outcome.code();
}

ExitCode set_user(const UsersOptions& options, const Frame& frame) {
  const std::string& user = options.users.front();
  std::vector<ScramMechanism> chosen = wanted(options);
  if (chosen.empty()) chosen = {ScramMechanism::scram_sha_512};
  Admin admin(frame.admin());
  const std::vector<ScramCredential> before = credentials_of(admin, user);
  bool replaces = false;
  for (const ScramMechanism mechanism : chosen) {
    replaces |= has(before, mechanism);
    say("user " + user + ": the " + std::string(scram_mechanism_name(mechanism)) + " credential is " +
        (has(before, mechanism) ? "replaced" : "made") + ", " + std::to_string(options.iterations) + " iterations");
  }
  // Who has logged in with a password that is replaced is locked out.
  if ((replaces || options.dry_run) && !is_meant(options.execute, options.dry_run, frame)) return ExitCode::ok;
  const Secret password = read_new_password(options.password_file, "password of " + user);
  std::vector<ScramChange> changes;
  for (const ScramMechanism mechanism : chosen) changes.push_back(ScramChange::set(mechanism, password, options.iterations));
  admin.alter_user_scram_credentials({ScramUserChanges(user, changes)}).value().all().value();
  say("set the password of " + user);
  return ExitCode::ok;
}

ExitCode remove_users(const UsersOptions& options, const Frame& frame) {
  const std::vector<ScramMechanism> chosen = wanted(options);
  Admin admin(frame.admin());
  Outcome outcome(frame);
  std::vector<ScramUserChanges> all;
  for (const std::string& user : options.users) {
    std::vector<ScramChange> changes;
    for (const ScramCredential& one : credentials_of(admin, user)) {
      if (!chosen.empty() && std::find(chosen.begin(), chosen.end(), one.mechanism) == chosen.end()) continue;
      say("user " + user + ": the " + std::string(scram_mechanism_name(one.mechanism)) + " credential");
      changes.push_back(ScramChange::remove(one.mechanism));
    }
    if (!changes.empty()) {
      all.emplace_back(user, changes);
      continue;
    }
    complain(frame, "user " + user + " has no such credential", "klamm security users list");
    outcome.count_failure();
  }
  if (all.empty() || !is_meant(options.execute, options.dry_run, frame)) return outcome.code();
  for (const auto& [user, removed] : admin.alter_user_scram_credentials(all).value()) {
    if (!removed) {
      outcome.failed(removed.error(), {});
      continue;
    }
    outcome.succeeded();
    say("removed the credentials of " + user);
  }
  return outcome.code();
}

} // namespace klamm::cli
