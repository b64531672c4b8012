// klamm cluster: its commands and their flags.
#include "cli/commands/cluster.hpp"

#include <memory>

#include "cli/klamm/grammar.hpp"

namespace klamm::cli {
namespace {

using Run = ExitCode (*)(const ClusterOptions&, const Frame&);

struct Declared {
  CLI::App* command;
  std::shared_ptr<ClusterOptions> options;
};

Declared declare(CommandLine& line, CLI::App& cluster, const std::string& name, const std::string& what, Run run) {
  const auto options = std::make_shared<ClusterOptions>();
  return {add_command(line, cluster, name, what, [options, run](const Frame& frame) { return run(*options, frame); }), options};
}

void add_broker_option(const Declared& to) {
  to.command->add_option("--broker", to.options->brokers, "Only of these: 1, or 1,3-5")->type_name("LIST");
}

void add_reassign(CommandLine& line, CLI::App& cluster) {
  const auto options = std::make_shared<ReassignOptions>();
  CLI::App& reassign = *add_command(line, cluster, "reassign", "Move partitions to other brokers; without a flag: what is being moved.",
                                    [options](const Frame& frame) { return reassign_partitions(*options, frame); });
  reassign.add_option("TOPIC,-t,--topic", options->topics, "Which")->type_name("TOPIC[:PARTITIONS]");
  reassign.add_option("--to", options->to, "Brokers that share the replicas evenly: 1,2,3; what lies well there stays")->type_name("LIST");
  reassign.add_option("-r,--replication-factor", options->replication_factor, "With --to: how many replicas; default: as many as now")
      ->type_name("N")
      ->check(quietly(CLI::PositiveNumber));
  reassign.add_option("--replicas", options->replicas, "Exactly these brokers for each partition, the preferred leader first: 3,1,2")
      ->type_name("LIST");
  reassign.add_option("--from-file", options->from_file, "Where to, as kafka-reassign-partitions has it in JSON")->type_name("FILE");
  reassign.add_flag("--cancel", options->cancel, "End the moves that are under way, and leave the replicas where they were");
  reassign.add_flag("--export", options->export_plan, "Print the moves as such a file, and do nothing");
  reassign.add_flag("--execute", options->execute, "Do it, as --yes; without it is only said what would be done");
  reassign.add_flag("--dry-run", options->dry_run, "Only say what would be done");
}

} // namespace

void add_cluster(CommandLine& line) {
  CLI::App& cluster = *line.app->add_subcommand("cluster", "Look at the cluster: brokers, settings, disks, the quorum, features.");
  cluster.fallthrough();

  declare(line, cluster, "info", "The cluster in one line: brokers, controller, partitions and those in trouble.", cluster_info);
  declare(line, cluster, "brokers", "Its brokers, and where they are reached.", cluster_brokers);
  add_broker_option(
      declare(line, cluster, "api-versions", "Which of Kafka's APIs the brokers serve, in which versions.", cluster_api_versions));

  const Declared configs =
      declare(line, cluster, "configs", "Settings of brokers, or of a topic or a group, and where they come from.", cluster_configs);
  add_broker_option(configs);
  configs.command->add_option("-t,--topic", configs.options->topic, "Of this topic")->type_name("TOPIC");
  configs.command->add_option("-g,--group", configs.options->group, "Of this group")->type_name("GROUP");
  configs.command->add_flag("--all", configs.options->all, "Also what nobody set");

  const Declared dirs = declare(line, cluster, "log-dirs", "What lies in the brokers' directories, and how large it is.", cluster_log_dirs);
  add_broker_option(dirs);
  dirs.command->add_option("-t,--topic", dirs.options->topic, "Only of this topic")->type_name("TOPIC");

  declare(line, cluster, "quorum", "The controllers that keep the metadata, and how far each is.", cluster_quorum);
  declare(line, cluster, "features", "Features, their level and what the brokers could have.", cluster_features);

  const Declared elect = declare(line, cluster, "elect-leaders", "Let the preferred replicas lead again.", elect_leaders);
  elect.command->add_option("-t,--topic", elect.options->topics, "Only of these")->type_name("TOPIC[:PARTITIONS]")->expected(1)->take_all();
  elect.command->add_flag("--unclean", elect.options->unclean, "Of partitions without a leader, any replica: records may be lost");
  elect.command->add_flag("--execute", elect.options->execute, "Do it, as --yes; without it is only said what would be done");
  elect.command->add_flag("--dry-run", elect.options->dry_run, "Only say what would be done");

  add_reassign(line, cluster);
}

} // namespace klamm::cli
