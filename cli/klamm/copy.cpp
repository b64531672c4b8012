// klamm copy: its flags.
#include "cli/commands/copy.hpp"

#include <memory>

#include "cli/klamm/grammar.hpp"

namespace klamm::cli {

void add_copy(CommandLine& line) {
  const auto options = std::make_shared<CopyOptions>();
  CLI::App* const command = add_command(line, *line.app, "copy",
                                        "Copy a topic's records, with keys, headers and timestamps, to another topic or another cluster.",
                                        [options](const Frame& frame) { return copy(*options, frame); });
  command->add_option("FROM", options->from, "The topic to read")->type_name("TOPIC")->required();
  command->add_option("TO", options->to, "The topic to write")->type_name("TOPIC")->required();
  command->add_option("--to-brokers", options->to_brokers, "Write to this cluster, with the same settings")->type_name("HOST:PORT,…");
  command->add_option("--to-config", options->to_config, "Write with the settings of this .properties file, and none of the others")
      ->type_name("FILE");
  command->add_option("--to-X", options->to_settings, "One setting of where it is written")
      ->type_name("NAME=VALUE")
      ->expected(1)
      ->take_all();
  command->add_option("-p,--partition", options->partitions, "Read only these: 0, or 0,3-5")->type_name("LIST");
  command
      ->add_option("-o,--offset", options->offsets,
                   "Where to begin: beginning (default), end, N, -N (from the end), s@TIME; e@TIME: where to stop")
      ->type_name("OFFSET")
      ->expected(1)
      ->take_all();
  command->add_option("-c,-n,--count", options->count, "End after so many records")->type_name("N")->check(quietly(CLI::NonNegativeNumber));
  command->add_option("--where", options->where, "Only records whose value matches")->type_name("REGEX");
  command->add_flag("--keep-partitions", options->keep_partitions,
                    "Write each record to the partition that it comes from; else its key decides");
  command->add_flag("--create", options->create,
                    "Make the topic if it is not there, with the partitions and settings of the one that is read");
  command->add_flag("--follow", options->follow, "Go on with what comes later, until Ctrl-C");
  command->add_option("-z,--compression", options->codec, "none, gzip, snappy, lz4, zstd; with a level: zstd:6")->type_name("CODEC");
  command->add_option("--isolation", options->isolation, "read_committed (default) or read_uncommitted")->type_name("LEVEL");
  command->add_flag("--progress", options->progress, "Say every five seconds how far it is, also where standard error is no terminal");
}

} // namespace klamm::cli
