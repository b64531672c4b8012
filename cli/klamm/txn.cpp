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

  const Declared hanging =
      declare(line, txn, "find-hanging", "Transactions that partitions hold open although no coordinator knows of them.", find_hanging);
  hanging.command->add_option("TOPIC,-t,--topic", hanging.options->topics, "Of these; default: all")->type_name("TOPIC[:PARTITIONS]");
  hanging.command
      ->add_option("--older-than", hanging.options->hanging_for,
                   "Without a record for longer than this; default: 15m, the brokers' transaction.max.timeout.ms")
      ->type_name("DURATION");

  const Declared abort =
      declare(line, txn, "abort", "Abort what runs of transactional ids, and fence their producers; or what hangs in a partition.",
              abort_transactions);
  abort.command->add_option("TRANSACTIONAL-ID,--transactional-id", abort.options->ids, "Which")->type_name("ID");
  abort.command->add_option("-p,--partition", abort.options->partition, "Where a transaction hangs: orders:0")
      ->type_name("TOPIC:PARTITION");
  abort.command->add_option("--start-offset", abort.options->start_offset, "With --partition: the one that begins there")->type_name("N");
  abort.command->add_option("--producer-id", abort.options->producer_id, "With --partition: the one of this producer")->type_name("N");
  abort.command->add_flag("--execute", abort.options->execute, "Do it, as --yes; without it is only said what would be done");
  abort.command->add_flag("--dry-run", abort.options->dry_run, "Only say what would be done");
}

} // namespace klamm::cli
