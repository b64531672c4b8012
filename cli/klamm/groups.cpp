// klamm groups: its commands and their flags.
#include "cli/commands/groups.hpp"

#include <memory>

#include "cli/klamm/grammar.hpp"

namespace klamm::cli {
namespace {

using Run = ExitCode (*)(const GroupsOptions&, const Frame&);
enum class Names : unsigned char { none, some, one };

struct Declared {
  CLI::App* command;
  std::shared_ptr<GroupsOptions> options;
};

Declared declare(CommandLine& line, CLI::App& groups, const std::string& name, const std::string& what, Run run, Names names) {
  const auto options = std::make_shared<GroupsOptions>();
  const auto self = std::make_shared<CLI::App*>(nullptr);
  *self = add_command(line, groups, name, what, [options, self, run, names](const Frame& frame) {
    if (names != Names::none) need(**self, !options->groups.empty(), "a GROUP");
    if (names == Names::one && options->groups.size() > 1) usage_error("one GROUP at a time");
    return run(*options, frame);
  });
  return {*self, options};
}

void add_groups_option(const Declared& to, const std::string& what) {
  to.command->add_option("GROUP,-g,--group", to.options->groups, what)->type_name("GROUP");
}
void add_topics_option(const Declared& to, const std::string& what) {
  to.command->add_option("-t,--topic", to.options->topics, what)->type_name("TOPIC[:PARTITIONS]")->expected(1)->take_all();
}
void add_execute(const Declared& to) {
  to.command->add_flag("--execute", to.options->execute, "Do it, as --yes; without it is only said what would be done");
  to.command->add_flag("--dry-run", to.options->dry_run, "Only say what would be done");
}

} // namespace

void add_groups(CommandLine& line) {
  CLI::App& groups = *line.app->add_subcommand("groups", "Look at groups of consumers; move and delete their offsets.");
  groups.fallthrough();

  const Declared list = declare(line, groups, "list", "All groups.", list_groups, Names::none);
  list.command->add_option("--state", list.options->states, "Only in this state: stable, empty, …")
      ->type_name("STATE")
      ->expected(1)
      ->take_all();
  list.command->add_option("--type", list.options->types, "Only of this type: classic, consumer, share, streams")
      ->type_name("TYPE")
      ->expected(1)
      ->take_all();

  add_groups_option(declare(line, groups, "describe", "Groups with their offsets, lag and members.", describe_groups, Names::none),
                    "Which; all where none is named");
  const Declared lag = declare(line, groups, "lag", "How far groups are behind, topic by topic.", group_lag, Names::none);
  add_groups_option(lag, "Which; all where none is named");
  lag.command->add_option("--watch", lag.options->watch, "Again every so many seconds, until Ctrl-C")
      ->type_name("SECONDS")
      ->check(quietly(CLI::PositiveNumber));
  add_groups_option(declare(line, groups, "members", "Who is in groups, and what they read.", group_members, Names::none),
                    "Which; all where none is named");

  const Declared seek =
      declare(line, groups, "seek", "Let groups go on somewhere else; they must have no members.", seek_groups, Names::some);
  add_groups_option(seek, "Which");
  add_topics_option(seek, "In these");
  seek.command->add_flag("--all-topics", seek.options->all_topics, "In all that the group has offsets for");
  seek.command->add_option("--to", seek.options->to, "beginning, end, current, an offset, +N, -N, or a time: -1h, 2026-11-20")
      ->type_name("WHERE");
  seek.command->add_option("--from-file", seek.options->from_file, "Where to, as lines of topic,partition,offset")->type_name("FILE");
  seek.command->add_option("--from-group", seek.options->from_group, "To where this group stands")->type_name("GROUP");
  seek.command->add_flag("--export", seek.options->export_plan, "Print the new offsets as such a file, and do nothing");
  add_execute(seek);

  const Declared remove = declare(line, groups, "delete", "Delete groups with all their offsets.", delete_groups, Names::some);
  add_groups_option(remove, "Which");
  add_execute(remove);

  const Declared forget =
      declare(line, groups, "delete-offsets", "Forget a group's offsets; no member may read the topics.", delete_group_offsets, Names::one);
  add_groups_option(forget, "Which");
  add_topics_option(forget, "Of these");
  add_execute(forget);
}

} // namespace klamm::cli
