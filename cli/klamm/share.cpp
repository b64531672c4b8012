// klamm share: its commands and their flags.
#include "cli/commands/share.hpp"

#include <memory>

#include "cli/klamm/grammar.hpp"

namespace klamm::cli {
namespace {

using Run = ExitCode (*)(const ShareOptions&, const Frame&);

struct Declared {
  CLI::App* command;
  std::shared_ptr<ShareOptions> options;
};

Declared declare(CommandLine& line, CLI::App& share, const std::string& name, const std::string& what, Run run) {
  const auto options = std::make_shared<ShareOptions>();
  return {add_command(line, share, name, what, [options, run](const Frame& frame) { return run(*options, frame); }), options};
}

CLI::Option& add_groups_option(const Declared& to, const std::string& what) {
  return *to.command->add_option("GROUP,-g,--group", to.options->groups, what)->type_name("GROUP");
}
void add_topics_option(const Declared& to, const std::string& what, const std::string& type) {
  to.command->add_option("-t,--topic", to.options->topics, what)->type_name(type)->expected(1)->take_all();
}
void add_execute(const Declared& to) {
  to.command->add_flag("--execute", to.options->execute, "Do it, as --yes; without it is only said what would be done");
  to.command->add_flag("--dry-run", to.options->dry_run, "Only say what would be done");
}

} // namespace

void add_share(CommandLine& line) {
  CLI::App& share = *line.app->add_subcommand("share", "Look at share groups; move and delete where they stand (brokers from 4.2 on).");
  share.fallthrough();

  declare(line, share, "list", "All share groups.", list_share_groups);
  add_groups_option(
      declare(line, share, "describe", "Share groups with where they stand in partitions, and their members.", describe_share_groups),
      "Which; all where none is named");

  const Declared seek =
      declare(line, share, "seek", "Let share groups begin somewhere else; they must have no members.", seek_share_groups);
  add_groups_option(seek, "Which").required();
  add_topics_option(seek, "In these", "TOPIC[:PARTITIONS]");
  seek.command->add_flag("--all-topics", seek.options->all_topics, "In all that the group stands in");
  seek.command->add_option("--to", seek.options->to, "beginning, end, an offset, +N, -N, or a time: -1h, 2026-11-20")->type_name("WHERE");
  add_execute(seek);

  const Declared remove = declare(line, share, "delete", "Delete share groups, and where they stand.", delete_share_groups);
  add_groups_option(remove, "Which").required();
  add_execute(remove);

  const Declared forget =
      declare(line, share, "delete-offsets", "Forget where a share group without members stands in topics.", delete_share_offsets);
  add_groups_option(forget, "Which").required()->expected(1);
  add_topics_option(forget, "In these", "TOPIC");
  add_execute(forget);
}

} // namespace klamm::cli
