// klamm security tokens list, create, renew, expire. Tokens are named by their ids: their HMACs are passwords, and others see the command line.
#include <algorithm>
#include <klamm/admin.hpp>
#include <optional>
#include <unistd.h>

#include "cli/commands/meant.hpp"
#include "cli/commands/outcome.hpp"
#include "cli/commands/security.hpp"
#include "cli/frame/close_names.hpp"
#include "cli/output/table.hpp"
#include "cli/records/start.hpp"

namespace klamm::cli {
namespace {

std::optional<std::chrono::milliseconds> lifetime_of(const std::string& text, const std::string& flag) {
  if (text.empty()) return std::nullopt;
  const auto time = parse_duration(text);
  if (!time || *time <= 0) usage_error(flag + " " + text + " is no duration", "7d, 1h30m (w d h m s ms), or milliseconds");
  return std::chrono::milliseconds(*time);
}

std::vector<std::string> principals_of(const std::vector<std::string>& names) {
  std::vector<std::string> principals;
  for (const std::string& name : names) principals.push_back(principal_of(name));
  return principals;
}

Cell joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : " ") + name;
  return text.empty() ? Cell() : Cell(text);
}

void print(const std::vector<DelegationToken>& tokens, bool with_hmac, OutputForm form) {
  std::vector<Column> columns{{"token_id"}, {"owner"}, {"requester", true}, {"renewers"}, {"issued", true}, {"expires"}, {"max_time"}};
  if (with_hmac) columns.push_back({"hmac"});
  Table table(columns);
  for (const DelegationToken& one : tokens) {
    std::vector<Cell> row{one.token_id, one.owner, one.requester, joined(one.renewers), one.issue_time, one.expiry_time, one.max_time};
    if (with_hmac) row.emplace_back(std::string(one.password().reveal()));
    table.add(std::move(row));
  }
  Sink out(STDOUT_FILENO);
  table.print(out, form);
  out.flush();
}

// Those of these ids; the others are told.
std::vector<DelegationToken> found(Admin& admin, const std::vector<std::string>& ids, const Frame& frame, Outcome& outcome) {
  std::vector<DelegationToken> tokens;
  std::vector<std::string> names;
  const auto all = admin.describe_delegation_tokens().value();
  for (const DelegationToken& one : all) names.push_back(one.token_id);
  for (const std::string& id : ids) {
    const auto at = std::find_if(all.begin(), all.end(), [&](const DelegationToken& one) { return one.token_id == id; });
    if (at != all.end()) {
      tokens.push_back(*at);
      continue;
    }
    const std::string close = did_you_mean(id, names);
    complain(frame, "there is no delegation token " + id + " that this user may see",
             close.empty() ? "klamm security tokens list shows those that there are" : close);
    outcome.count_failure();
  }
  return tokens;
}

} // namespace

ExitCode list_tokens(const TokensOptions& options, const Frame& frame) {
  const OutputForm form = parse_output_form(frame.output);
  Admin admin(frame.admin());
  DescribeTokensOptions wanted;
  wanted.owners = principals_of(options.owners);
  print(admin.describe_delegation_tokens(wanted).value(), options.show_hmac, form);
  return ExitCode::ok;
}

ExitCode create_token(const TokensOptions& options, const Frame& frame) {
  const OutputForm form = parse_output_form(frame.output);
  CreateTokenOptions wanted;
  if (options.owners.size() > 1) usage_error("a token has one owner");
  if (!options.owners.empty()) wanted.owner = principal_of(options.owners.front());
  wanted.renewers = principals_of(options.renewers);
  wanted.max_lifetime = lifetime_of(options.lifetime, "--max-lifetime");
  Admin admin(frame.admin());
  DelegationToken token = admin.create_delegation_token(wanted).value();
  token.renewers = wanted.renewers; // (the answer has none)
  print({token}, true, form);
  return ExitCode::ok;
}

ExitCode renew_tokens(const TokensOptions& options, const Frame& frame) {
  RenewTokenOptions wanted;
  wanted.period = lifetime_of(options.lifetime, "--for");
  Admin admin(frame.admin());
  Outcome outcome(frame);
  for (const DelegationToken& token : found(admin, options.ids, frame, outcome)) {
    const auto until = admin.renew_delegation_token(token.hmac, wanted);
    if (!until) {
      outcome.failed(until.error(), {});
      continue;
    }
    outcome.succeeded();
    say("token " + token.token_id + " expires at " + std::to_string(*until));
  }
  return outcome.code();
}

ExitCode expire_tokens(const TokensOptions& options, const Frame& frame) {
  ExpireTokenOptions wanted;
  wanted.period = lifetime_of(options.lifetime, "--in");
  Admin admin(frame.admin());
  Outcome outcome(frame);
  const std::vector<DelegationToken> tokens = found(admin, options.ids, frame, outcome);
  for (const DelegationToken& token : tokens)
    say("token " + token.token_id + " of " + token.owner + (wanted.period ? " ends in " + options.lifetime : " ends now"));
  if (tokens.empty() || !is_meant(options.execute, options.dry_run, frame)) return outcome.code();
  for (const DelegationToken& token : tokens) {
    const auto ended = admin.expire_delegation_token(token.hmac, wanted);
    if (ended) outcome.succeeded();
    else outcome.failed(ended.error(), {});
  }
  return outcome.code();
}

} // namespace klamm::cli
