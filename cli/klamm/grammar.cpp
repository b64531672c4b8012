#include "cli/klamm/grammar.hpp"

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

namespace klamm::cli {
namespace {

void add_globals(CLI::App& app, Frame& frame) {
  app.add_option("-b,--brokers,--bootstrap-server", frame.brokers,
                 "Some of the cluster's brokers; default: KLAMM_BROKERS, or localhost:9092")
      ->type_name("HOST:PORT,…");
  app.add_option("-F,--config,--command-config", frame.config_file, "A .properties file with settings, Java's or librdkafka's names")
      ->type_name("FILE");
  app.add_option("--profile", frame.profile, "Settings of ~/.config/klamm/NAME.properties; default: KLAMM_PROFILE, or \"default\"")
      ->type_name("NAME");
  app.add_option("-X", frame.settings, "One setting; or list, dump, help NAME to see settings")
      ->type_name("NAME=VALUE")
      ->expected(1)
      ->take_all();
  app.add_option("-d,--debug", frame.debug, "Write what the library does to standard error: all, or net,metadata,…")->type_name("CONTEXTS");
  app.add_flag_function(
      "-q,--quiet", [&frame](std::int64_t) { frame.verbosity = 0; }, "Only errors");
  app.add_flag_function(
      "-v,--verbose", [&frame](std::int64_t times) { frame.verbosity = 1 + static_cast<int>(std::min<std::int64_t>(times, 2)); },
      "Say more; twice: all");
  app.add_option("-m,--timeout", frame.timeout, "How long a question to the cluster may take; default: 15")
      ->type_name("SECONDS")
      ->check(quietly(CLI::PositiveNumber));
  app.add_option("-o,--output", frame.output, "How lists are printed: table, wide, json, ndjson, csv (consume has its own -o)")
      ->type_name("FORM");
  app.add_flag("--no-color", frame.no_color, "No colours, as with NO_COLOR in the environment");
  app.add_flag("--yes", frame.yes, "Do what would be asked about");
}

} // namespace

CLI::App* add_command(CommandLine& line, CLI::App& parent, const std::string& name, const std::string& what, Invocation run) {
  CLI::App* const command = parent.add_subcommand(name, what);
  command->fallthrough();
  const std::string full = parent.get_parent() ? parent.get_name() + " " + name : name;
  command->final_callback([&line, full, run = std::move(run)] {
    line.command = full;
    line.chosen = run;
  });
  return command;
}

std::string path_of(const CLI::App& command) {
  const CLI::App* const parent = command.get_parent();
  return parent ? path_of(*parent) + " " + command.get_name() : command.get_name();
}

void need(const CLI::App& command, bool given, const std::string& what) {
  if (!given)
    usage_error(path_of(command).substr(std::string_view("klamm ").size()) + " needs " + what,
                path_of(command) + " --help shows how it is called");
}

std::unique_ptr<CommandLine> make_command_line() {
  auto line = std::make_unique<CommandLine>();
  line->app = std::make_unique<CLI::App>("Kafka at the command line: consume, produce, and look after a cluster.", "klamm");
  line->app->set_version_flag("-V,--version", "klamm " KLAMM_VERSION);
  line->app->get_formatter()->column_width(44);
  line->app->require_subcommand(0, 1); // a topic that is called as a command is no second command; inherited by all
  add_globals(*line->app, line->frame);
  add_consume(*line);
  add_produce(*line);
  add_query(*line);
  add_topics(*line);
  add_groups(*line);
  add_share(*line);
  add_cluster(*line);
  add_security(*line);
  add_txn(*line);
  add_copy(*line);
  add_bench(*line);
  add_mock(*line);
  add_dev(*line);
  add_new(*line);
  add_doctor(*line);
  add_completion(*line);
  return line;
}

} // namespace klamm::cli
