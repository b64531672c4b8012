// klamm txn: its commands and their flags.
#include "cli/commands/txn.hpp"

#include <memory>

#include "cli/klamm/grammar.hpp"

namespace klamm::cli {
namespace {

using Run = ExitCode (*)(const TxnOptions&, const Frame&);

struct Declared {
  CLI::App* command;
  std::shared_ptr<TxnOptions> options;
};

Declared declare(CommandLine& line, CLI::App& txn, const std::string& name, const std::string& what, Run run) {
  const auto options = std::make_shared<TxnOptions>();
  return {add_command(line, txn, name, what, [options, run](const Frame& frame) { return run(*options, frame); }), options};
}

void add_ids(const Declared& to) {
  to.command->add_option("TRANSACTIONAL-ID,--transactional-id", to.options->ids, "Which")->type_name("ID")->required();
}

} // namespace

void add_txn(CommandLine& line) {
  CLI::App& txn = *line.app->add_subcommand("txn", "Look at transactions and their producers; abort what hangs.");
  txn.fallthrough();

  const Declared list = declare(line, txn, "list", "All transactional ids.", list_transactions);
  list.command->add_option("--state", list.options->states, "Only in this state: ongoing, empty, complete-commit, …")
      ->type_name("STATE")
      ->expected(1)
      ->take_all();
  list.command->add_option("--producer-id", list.options->producer_ids, "Only of this producer")->type_name("N")->expected(1)->take_all();
  list.command->add_option("--running-for", list.options->running_for, "Only what has run for at least so long: 15m")
      ->type_name("DURATION");
  list.command->add_option("--pattern", list.options->pattern, "Only ids that match as a whole")->type_name("REGEX");

  add_ids(declare(line, txn, "describe", "What transactional ids are doing, and which partitions their transactions have written to.",
                  describe_transactions));

  const Declared producers =
      declare(line, txn, "producers", "Who has written to partitions of late, and whose transactions are open there.", list_producers);
  producers.command->add_option("TOPIC,-t,--topic", producers.options->topics, "Of these")->type_name("TOPIC[:PARTITIONS]")->required();
  producers.command->add_flag("--open", producers.options->open, "Only those with a transaction under way");

  const Declared abort =
      declare(line, txn, "abort", "Abort what runs of transactional ids, and fence their producers.", abort_transactions);
  add_ids(abort);
  abort.command->add_flag("--execute", abort.options->execute, "Do it, as --yes; without it is only said what would be done");
  abort.command->add_flag("--dry-run", abort.options->dry_run, "Only say what would be done");
}

} // namespace klamm::cli
