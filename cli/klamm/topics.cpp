// klamm topics: its commands and their flags.
#include "cli/commands/topics.hpp"

#include <memory>

#include "cli/klamm/grammar.hpp"

namespace klamm::cli {
namespace {

using Run = ExitCode (*)(const TopicsOptions&, const Frame&);

struct Declared {
  CLI::App* command;
  std::shared_ptr<TopicsOptions> options;
};

Declared declare(CommandLine& line, CLI::App& topics, const std::string& name, const std::string& what, Run run, bool needs_topic) {
  const auto options = std::make_shared<TopicsOptions>();
  const auto self = std::make_shared<CLI::App*>(nullptr);
  *self = add_command(line, topics, name, what, [options, self, run, needs_topic](const Frame& frame) {
    if (needs_topic) need(**self, !options->topics.empty(), "a TOPIC");
    return run(*options, frame);
  });
  return {*self, options};
}

void add_topics_option(const Declared& to, const std::string& what) {
  to.command->add_option("TOPIC,-t,--topic", to.options->topics, what)->type_name("TOPIC");
}
void add_dry_run(const Declared& to) { to.command->add_flag("--dry-run", to.options->dry_run, "Only find out whether it would succeed"); }
void add_execute(const Declared& to) {
  to.command->add_flag("--execute", to.options->execute, "Do it, as --yes; without it is only said what would be done");
  add_dry_run(to);
}

} // namespace

void add_topics(CommandLine& line) {
  CLI::App& topics = *line.app->add_subcommand("topics", "Look at topics; make, change and delete them.");
  topics.fallthrough();

  const Declared list = declare(line, topics, "list", "All topics.", list_topics, false);
  list.command->add_flag("--internal", list.options->internal, "The cluster's own, too");

  const Declared describe =
      declare(line, topics, "describe", "Topics with their settings, partitions, leaders and replicas.", describe_topics, false);
  add_topics_option(describe, "Which; all where none is named");
  describe.command->add_flag("--internal", describe.options->internal, "The cluster's own, too");
  describe.command->add_flag("--under-replicated,--under-replicated-partitions", describe.options->under_replicated,
                             "Only partitions that lack an in-sync replica");
  describe.command->add_flag("--unavailable,--unavailable-partitions", describe.options->unavailable, "Only partitions without a leader");
  describe.command->add_flag("--at-min-isr,--at-min-isr-partitions", describe.options->at_min_isr,
                             "Only partitions with just min.insync.replicas: one less and they refuse writes");
  describe.command->add_flag("--under-min-isr,--under-min-isr-partitions", describe.options->under_min_isr,
                             "Only partitions with fewer in-sync replicas than min.insync.replicas");

  const Declared health =
      declare(line, topics, "health",
              "Whether topics hold their records safely, and what to do; exit code 1: some can't be written, 3: some are "
              "at risk.",
              topics_health, false);
  add_topics_option(health, "Which; all where none is named");
  health.command->add_flag("--all", health.options->all, "Also those that are well");
  health.command->add_flag("--internal", health.options->internal, "The cluster's own, too");

  const Declared create = declare(line, topics, "create", "Make topics.", create_topics, true);
  add_topics_option(create, "Their names");
  create.command->add_option("-p,--partitions", create.options->partitions, "How many; default: the broker's num.partitions")
      ->type_name("N")
      ->check(quietly(CLI::PositiveNumber));
  create.command
      ->add_option("-r,--replication-factor", create.options->replication_factor, "How many brokers hold each; default: the broker's")
      ->type_name("N")
      ->check(quietly(CLI::PositiveNumber));
  create.command->add_option("-c,--set", create.options->settings, "A setting; durations are understood: retention.ms=7d")
      ->type_name("NAME=VALUE")
      ->expected(1)
      ->take_all();
  create.command->add_flag("--if-not-exists", create.options->if_not_exists, "A topic that exists is no error");
  add_dry_run(create);

  const Declared alter = declare(line, topics, "alter", "Give topics more partitions or other settings.", alter_topics, true);
  add_topics_option(alter, "Which");
  alter.command->add_option("-p,--partitions", alter.options->partitions, "How many there are to be")
      ->type_name("N")
      ->check(quietly(CLI::PositiveNumber));
  alter.command->add_option("-c,--set", alter.options->settings, "A setting; durations are understood: retention.ms=7d")
      ->type_name("NAME=VALUE")
      ->expected(1)
      ->take_all();
  alter.command->add_option("--unset", alter.options->unset, "Take a setting away; the broker's counts again")
      ->type_name("NAME")
      ->expected(1)
      ->take_all();
  add_dry_run(alter);

  const Declared remove = declare(line, topics, "delete", "Delete topics with all their records.", delete_topics, true);
  add_topics_option(remove, "Which");
  remove.command->add_flag("--if-exists", remove.options->if_exists, "A topic that doesn't exist is no error");
  add_execute(remove);

  const Declared trim = declare(line, topics, "trim", "Delete the records before an offset or a time.", trim_topics, true);
  add_topics_option(trim, "Which");
  trim.command->add_option("--before", trim.options->at, "The first that stays: an offset, a time (2026-11-20, -7d), or end")
      ->type_name("WHERE");
  trim.command->add_option("-p,--partition", trim.options->which, "Only these: 0, or 0,3-5")->type_name("LIST");
  add_execute(trim);

  const Declared offsets =
      declare(line, topics, "offsets", "Where partitions begin and end, or which offset they had at a time.", topic_offsets, false);
  add_topics_option(offsets, "Which; all where none is named");
  offsets.command->add_flag("--internal", offsets.options->internal, "The cluster's own, too");
  offsets.command->add_option("--at", offsets.options->at, "beginning, end, max-timestamp, or a time: -1h, 2026-11-20")->type_name("WHEN");
}

} // namespace klamm::cli
