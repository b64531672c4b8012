// docs/man: klamm.1 and a page for each command; tests/cli says how to make them again.
#include "cli/klamm/man.hpp"

#include "cli/kafka/tools.hpp"
#include "cli/klamm/grammar.hpp"

namespace klamm::cli {
namespace {

/// Text that roff leaves as it is.
std::string plain(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\') out += "\\e";
    else if (c == '-') out += "\\-";
    else out += c;
  }
  return out.starts_with('.') || out.starts_with('\'') ? "\\&" + out : out;
}

std::string bold(const std::string& text) { return "\\fB" + plain(text) + "\\fR"; }
std::string italic(const std::string& text) { return "\\fI" + plain(text) + "\\fR"; }

std::string names_of(const CLI::Option& option) {
  std::string names = option.get_positional() ? italic(option.get_name(true)) : "";
  for (const std::string& name : option.get_snames()) names += (names.empty() ? "" : ", ") + bold("-" + name);
  for (const std::string& name : option.get_lnames()) names += (names.empty() ? "" : ", ") + bold("--" + name);
  if (!option.get_positional() && option.get_items_expected_min() > 0) names += " " + italic(option.get_type_name());
  return names;
}

std::string options_of(const CLI::App& app) {
  std::string text;
  for (const CLI::Option* option : app.get_options())
    if (option != app.get_help_ptr()) text += ".TP\n" + names_of(*option) + "\n" + plain(option->get_description()) + "\n";
  return text;
}

std::string head(const std::string& name, const std::string& what) {
  std::string title = name;
  for (char& c : title) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  std::string line = what;
  if (line.ends_with('.')) line.pop_back();
  return ".\\\" Made from the commands in cli/; tests/cli says how to make it again.\n.TH \"" + title +
         "\" 1 \"\" \"klamm\" \"Kafka at the command line\"\n.SH NAME\n" + plain(name) + " \\- " + plain(line) + "\n";
}

std::string synopsis(const CLI::App& app, const std::string& path) {
  std::string text = bold(path);
  if (!app.get_subcommands({}).empty()) text += " " + italic("COMMAND");
  text += " [" + italic("FLAG") + "\\&...]";
  for (const CLI::Option* option : app.get_options())
    if (option->get_positional()) text += " [" + italic(option->get_name(true)) + "\\&...]";
  return ".PP\n" + text + "\n";
}

std::string see_also(const std::string& but) {
  const auto line = make_command_line();
  std::string text = but == "klamm" ? "" : "klamm";
  for (const CLI::App* command : line->app->get_subcommands({})) {
    const std::string name = "klamm-" + command->get_name();
    if (name != but) text += (text.empty() ? "" : " ") + name;
  }
  std::string out = ".SH \"SEE ALSO\"\n";
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    out += (at == 0 ? "" : ",\n") + bold(text.substr(at, end - at)) + "(1)";
    at = end + 1;
  }
  return out + "\n";
}

std::string page_of(const CLI::App& command) {
  const std::string name = "klamm-" + command.get_name(), path = "klamm " + command.get_name();
  std::string page = head(name, command.get_description()) + ".SH SYNOPSIS\n" + synopsis(command, path);
  for (const CLI::App* child : command.get_subcommands({})) page += synopsis(*child, path + " " + child->get_name());
  page += ".SH DESCRIPTION\n" + plain(command.get_description()) + "\nFlags of every command are in " + bold("klamm") + "(1).\n";
  if (command.get_options().size() > 1) page += ".SH OPTIONS\n" + options_of(command);
  for (const CLI::App* child : command.get_subcommands({}))
    page += ".SH \"" + plain(path + " " + child->get_name()) + "\"\n" + plain(child->get_description()) + "\n" + options_of(*child);
  return page + see_also(name);
}

std::string main_page(const CLI::App& app) {
  std::string page = head("klamm", app.get_description()) + ".SH SYNOPSIS\n" + synopsis(app, "klamm") + ".SH DESCRIPTION\n" +
                     plain("Called as kcat it takes kcat's command line, and by the names of these tools of Kafka's theirs:");
  for (const std::string& tool : kafka_tool_names()) page += (tool == kafka_tool_names().front() ? " " : ", ") + plain(tool);
  page += ".\n.SH COMMANDS\n";
  for (const CLI::App* command : app.get_subcommands({}))
    page += ".TP\n" + bold(command->get_name()) + "\n" + plain(command->get_description()) + "\n";
  page += ".SH OPTIONS\nFlags of every command.\n" + options_of(app);
  page += ".SH \"EXIT STATUS\"\n";
  for (const auto& [code, what] : {std::pair("0", "Done."),
                                   {"1", "Failed."},
                                   {"2", "The command line or a setting is wrong; nothing was done."},
                                   {"3", "Done in part: each failure is told on standard error."},
                                   {"4", "A deadline passed."}})
    page += ".TP\n" + bold(code) + "\n" + plain(what) + "\n";
  page += ".SH ENVIRONMENT\n";
  for (const auto& [name, what] : {std::pair("KLAMM_BROKERS", "Some of the cluster's brokers."),
                                   {"KLAMM_PROFILE", "The profile where --profile names none."},
                                   {"NO_COLOR", "No colours."},
                                   {"XDG_CONFIG_HOME", "Where profiles are: klamm/NAME.properties; default: ~/.config."}})
    page += ".TP\n" + bold(name) + "\n" + plain(what) + "\n";
  return page + see_also("klamm");
}

} // namespace

std::map<std::string, std::string> man_pages() {
  const auto line = make_command_line();
  std::map<std::string, std::string> pages{{"klamm.1", main_page(*line->app)}};
  for (const CLI::App* command : line->app->get_subcommands({})) pages.emplace("klamm-" + command->get_name() + ".1", page_of(*command));
  return pages;
}

} // namespace klamm::cli
