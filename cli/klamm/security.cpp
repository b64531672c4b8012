// klamm security: its commands and their flags.
#include "cli/commands/security.hpp"

#include <memory>

#include "cli/klamm/grammar.hpp"

namespace klamm::cli {
namespace {

template <class Options>
struct Declared {
  CLI::App* command;
  std::shared_ptr<Options> options;
};

template <class Options>
Declared<Options> declare(CommandLine& line, CLI::App& parent, const std::string& name, const std::string& what,
                          ExitCode (*run)(const Options&, const Frame&)) {
  const auto options = std::make_shared<Options>();
  return {add_command(line, parent, name, what, [options, run](const Frame& frame) { return run(*options, frame); }), options};
}

template <class Options>
void add_dry_run(const Declared<Options>& to) {
  to.command->add_flag("--dry-run", to.options->dry_run, "Only say what would be done");
}
template <class Options>
void add_execute(const Declared<Options>& to, const std::string& what = "Do it, as --yes; without it is only said what would be done") {
  to.command->add_flag("--execute", to.options->execute, what);
  add_dry_run(to);
}

void list_option(CLI::App& command, const std::string& names, std::vector<std::string>& into, const std::string& what,
                 const std::string& type) {
  command.add_option(names, into, what)->type_name(type)->expected(1)->take_all();
}

void add_acl_flags(const Declared<AclsOptions>& to, const std::string& patterns) {
  CLI::App& command = *to.command;
  AclsOptions& options = *to.options;
  list_option(command, "--principal", options.principals, "Whose: alice, User:alice, 'User:*'", "PRINCIPAL");
  list_option(command, "--host", options.hosts, "From this address; * stands for all", "HOST");
  list_option(command, "--operation", options.operations, "read, write, create, delete, alter, describe, describe-configs, …, all", "NAME");
  list_option(command, "-t,--topic", options.topics, "On this topic; * stands for all", "TOPIC");
  list_option(command, "-g,--group", options.groups, "On this group", "GROUP");
  list_option(command, "--transactional-id", options.transactional_ids, "On this transactional id", "ID");
  list_option(command, "--user", options.users, "On this user's delegation tokens", "USER");
  command.add_flag("--cluster", options.cluster, "On the cluster itself");
  command.add_option("--pattern,--resource-pattern-type", options.pattern, patterns)->type_name("PATTERN");
}

void add_acls(CommandLine& line, CLI::App& security) {
  CLI::App& acls = *security.add_subcommand("acls", "Access control lists: who may do what.");
  acls.fallthrough();
  constexpr auto filters = "How names are read: literal, prefixed, match (all that apply to the name), any (default)";

  const auto list = declare<AclsOptions>(line, acls, "list", "ACLs that fit everything that is said.", list_acls);
  add_acl_flags(list, filters);
  list.command->add_option("--permission", list.options->permission, "Only of this: allow or deny")->type_name("NAME");

  const auto add = declare<AclsOptions>(line, acls, "add", "Give rights, or take them.", klamm::cli::add_acls);
  add_acl_flags(add, "How names are read: literal (default) or prefixed");
  add.command->add_flag("--deny", add.options->deny, "Take the right instead of giving it");
  add.command->add_flag("--producer", add.options->producer, "What a producer needs of the topics and transactional ids");
  add.command->add_flag("--consumer", add.options->consumer, "What a consumer needs of the topics and groups");
  add_dry_run(add);

  const auto remove = declare<AclsOptions>(line, acls, "remove", "Remove ACLs that fit everything that is said.", remove_acls);
  add_acl_flags(remove, filters);
  remove.command->add_option("--permission", remove.options->permission, "Only of this: allow or deny")->type_name("NAME");
  remove.command->add_flag("--all", remove.options->all, "Every one there is");
  add_execute(remove);
}

void add_users(CommandLine& line, CLI::App& security) {
  CLI::App& users = *security.add_subcommand("users", "Users with SCRAM credentials.");
  users.fallthrough();

  const auto list = declare<UsersOptions>(line, users, "list", "Users and their mechanisms; never their passwords.", list_users);
  list.command->add_option("USER,--user", list.options->users, "Which; all where none is named")->type_name("USER");

  const auto set = declare<UsersOptions>(line, users, "set",
                                         "Make a user, or give one a new password: KLAMM_NEW_PASSWORD, or what is typed at the terminal or "
                                         "stands in standard input's first line.",
                                         set_user);
  set.command->add_option("USER,--user", set.options->users, "Who")->type_name("USER")->required()->expected(1);
  list_option(*set.command, "--mechanism", set.options->mechanisms, "SCRAM-SHA-512 (default), SCRAM-SHA-256", "NAME");
  set.command->add_option("--iterations", set.options->iterations, "How dear each guess at the password is; default: 4096")
      ->type_name("N")
      ->check(quietly(CLI::Range(4096, 16384)));
  set.command->add_option("--password-file", set.options->password_file, "The password is this file's first line; - is standard input")
      ->type_name("FILE");
  add_execute(set, "Replace a password that is there, as --yes; without it is only said what would be done");

  const auto remove = declare<UsersOptions>(line, users, "remove", "Take users' credentials away.", remove_users);
  remove.command->add_option("USER,--user", remove.options->users, "Whose")->type_name("USER")->required();
  list_option(*remove.command, "--mechanism", remove.options->mechanisms, "Only of this mechanism", "NAME");
  add_execute(remove);
}

void add_quota_flags(const Declared<QuotasOptions>& to) {
  CLI::App& command = *to.command;
  QuotasOptions& options = *to.options;
  command.add_option("--user", options.user, "Of this user")->type_name("USER");
  command.add_option("--client,--client-id", options.client_id, "Of this client id; with --user: of this user's only")->type_name("ID");
  command.add_option("--ip", options.ip, "Of this address")->type_name("ADDRESS");
  command.add_flag("--user-defaults", options.default_user, "Of every user that has none of its own");
  command.add_flag("--client-defaults", options.default_client_id, "Of every client id that has none of its own");
  command.add_flag("--ip-defaults", options.default_ip, "Of every address that has none of its own");
}

void add_quotas(CommandLine& line, CLI::App& security) {
  CLI::App& quotas = *security.add_subcommand("quotas", "How much users, client ids and addresses may use.");
  quotas.fallthrough();

  add_quota_flags(declare<QuotasOptions>(line, quotas, "list", "Quotas that were set.", list_quotas));

  const auto set = declare<QuotasOptions>(line, quotas, "set", "Set quotas.", set_quotas);
  add_quota_flags(set);
  set.command
      ->add_option("QUOTA", set.options->quotas,
                   "producer_byte_rate=1048576 (bytes a second of each broker), consumer_byte_rate, request_percentage, "
                   "controller_mutation_rate, connection_creation_rate")
      ->type_name("NAME=VALUE")
      ->required();
  add_dry_run(set);

  const auto remove = declare<QuotasOptions>(line, quotas, "remove", "Take quotas away.", remove_quotas);
  add_quota_flags(remove);
  remove.command->add_option("QUOTA", remove.options->quotas, "Which; all where none is named")->type_name("NAME");
  add_execute(remove);
}

void add_tokens(CommandLine& line, CLI::App& security) {
  CLI::App& tokens = *security.add_subcommand("tokens", "Delegation tokens: short-lived credentials that a user gives to its workers.");
  tokens.fallthrough();

  const auto list = declare<TokensOptions>(line, tokens, "list", "Tokens that this user may see.", list_tokens);
  list_option(*list.command, "--owner", list.options->owners, "Only whose these are: alice, or User:alice", "PRINCIPAL");
  list.command->add_flag("--hmac", list.options->show_hmac, "Also their HMACs, which are passwords");

  const auto create = declare<TokensOptions>(line, tokens, "create", "Make a token, and print it with its HMAC.", create_token);
  list_option(*create.command, "--owner", create.options->owners, "As whom it acts; default: who asks", "PRINCIPAL");
  list_option(*create.command, "--renewer", create.options->renewers, "Who may renew it beside its owner", "PRINCIPAL");
  create.command
      ->add_option("--max-lifetime", create.options->lifetime,
                   "How long it can be renewed: 7d; default, and most: the brokers' delegation.token.max.lifetime.ms")
      ->type_name("DURATION");

  const auto renew = declare<TokensOptions>(line, tokens, "renew", "Prolong tokens.", renew_tokens);
  renew.command->add_option("TOKEN-ID,--token-id", renew.options->ids, "Which")->type_name("ID")->required();
  renew.command->add_option("--for", renew.options->lifetime, "From now on: 1d; default: the brokers' delegation.token.expiry.time.ms")
      ->type_name("DURATION");

  const auto expire = declare<TokensOptions>(line, tokens, "expire", "End tokens, at once or later.", expire_tokens);
  expire.command->add_option("TOKEN-ID,--token-id", expire.options->ids, "Which")->type_name("ID")->required();
  expire.command->add_option("--in", expire.options->lifetime, "From now on: 1h; default: at once")->type_name("DURATION");
  add_execute(expire);
}

} // namespace

void add_security(CommandLine& line) {
  CLI::App& security = *line.app->add_subcommand("security", "Rights, users, quotas and tokens.");
  security.fallthrough();
  add_acls(line, security);
  add_users(line, security);
  add_quotas(line, security);
  add_tokens(line, security);
}

} // namespace klamm::cli
