#include "cli/klamm/run.hpp"

#include <algorithm>
#include <klamm/config.hpp>
#include <unistd.h>

#include "cli/commands/settings.hpp"
#include "cli/frame/close_names.hpp"
#include "cli/frame/complaint.hpp"
#include "cli/klamm/grammar.hpp"
#include "cli/output/sink.hpp"

namespace klamm::cli {
namespace {

// "-X help NAME" is one thing; to the parser, one argument.
void join_help(std::vector<std::string>& arguments) {
  for (std::size_t i = 0; i + 2 < arguments.size(); ++i) {
    if (arguments[i] != "-X" || arguments[i + 1] != "help") continue;
    arguments[i + 1] += " " + arguments[i + 2];
    arguments.erase(arguments.begin() + static_cast<std::ptrdiff_t>(i) + 2);
  }
}

const CLI::App& deepest(const CLI::App& app) {
  const auto parsed = app.get_subcommands();
  return parsed.empty() ? app : deepest(*parsed.back());
}

std::vector<std::string> flags_of(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* at = &app; at != nullptr; at = at->get_parent())
    for (const CLI::Option* option : at->get_options())
      for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  return names;
}

// What was said that no command knows.
ExitCode tell_unknown(const CommandLine& line) {
  const CLI::App& command = deepest(*line.app);
  const std::vector<std::string> unknown = line.app->remaining(true);
  std::string word = unknown.empty() ? "" : unknown.front();
  const bool is_flag = word.starts_with('-');
  if (is_flag) word.resize(std::min(word.size(), word.find('='))); // (what is behind it may be a secret)
  std::vector<std::string> names;
  if (is_flag) names = flags_of(command);
  else
    for (const CLI::App* child : command.get_subcommands({})) names.push_back(child->get_name());
  const std::string path = path_of(command);
  std::string hint = did_you_mean(word, names);
  if (word == "--zookeeper") hint = "Kafka 4 has no ZooKeeper; use -b HOST:9092";
  if (word == "--password") hint = "others see the command line: it is typed, or the first line of --password-file, or KLAMM_NEW_PASSWORD";
  if (word == "--broker-list") hint = "use -b HOST:9092";
  if (hint.empty()) hint = path + " --help shows what there is";
  complain(line.frame,
           is_flag         ? path + " has no flag " + word
           : names.empty() ? path + " takes no further argument '" + word + "'"
                           : "there is no command '" + word + "'",
           hint);
  return ExitCode::usage;
}

ExitCode run_chosen(CommandLine& line) {
  if (show_settings(line.frame, line.command)) return ExitCode::ok;
  if (line.chosen) return line.chosen(line.frame);
  const CLI::App& command = deepest(*line.app);
  Sink(STDERR_FILENO).append(command.help());
  return ExitCode::usage;
}

} // namespace

ExitCode run_klamm(std::vector<std::string> arguments) {
  const auto line = make_command_line();
  join_help(arguments);
  std::reverse(arguments.begin(), arguments.end()); // as the parser wants them
  try {
    line->app->parse(arguments);
  } catch (const CLI::CallForHelp&) {
    Sink(STDOUT_FILENO).append(deepest(*line->app).help());
    return ExitCode::ok;
  } catch (const CLI::CallForVersion& version) {
    Sink(STDOUT_FILENO).append(std::string(version.what()) + "\n");
    return ExitCode::ok;
  } catch (const CLI::ExtrasError&) {
    return tell_unknown(*line);
  } catch (const CLI::ParseError& wrong) {
    complain(line->frame, wrong.what(), path_of(deepest(*line->app)) + " --help shows how it is called");
    return ExitCode::usage;
  }
  return guarded(line->frame, [&] { return run_chosen(*line); });
}

} // namespace klamm::cli
