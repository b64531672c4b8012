// klamm completion: scripts for shells, made of the tree of commands.
#include <unistd.h>

#include "cli/klamm/grammar.hpp"
#include "cli/output/sink.hpp"

namespace klamm::cli {
namespace {

struct Node {
  std::string path; ///< "/topics/list"
  const CLI::App* app;
};

void collect(const CLI::App& app, const std::string& path, std::vector<Node>& into) {
  into.push_back({path, &app});
  for (const CLI::App* child : app.get_subcommands({})) collect(*child, path + "/" + child->get_name(), into);
}

std::vector<Node> nodes_of(const CLI::App& app) {
  std::vector<Node> nodes;
  collect(app, "", nodes);
  return nodes;
}

std::string options_of(const CLI::App& app) {
  std::string words;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) words += " --" + name;
    for (const std::string& name : option->get_snames()) words += " -" + name;
  }
  return words;
}

std::string bash(const CLI::App& app) {
  const std::vector<Node> nodes = nodes_of(app);
  std::string script = "_klamm() {\n  local cur=${COMP_WORDS[COMP_CWORD]} path='' words='' word\n"
                       "  for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n    case \"$path/$word\" in\n";
  for (const Node& node : nodes)
    if (!node.path.empty()) script += "      " + node.path + ") path=" + node.path + " ;;\n";
  script += "    esac\n  done\n  case \"$path\" in\n";
  for (const Node& node : nodes) {
    script += "    '" + node.path + "') words='";
    std::string words = options_of(*node.app);
    if (!node.path.empty()) words += options_of(app);
    for (const CLI::App* child : node.app->get_subcommands({})) words += " " + child->get_name();
    script += words.substr(1) + "' ;;\n";
  }
  return script + "  esac\n  COMPREPLY=($(compgen -W \"$words\" -- \"$cur\"))\n}\ncomplete -o default -F _klamm klamm\n";
}

std::string fish_quoted(const std::string& text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' || c == '\\' ? std::string("\\") + c : std::string(1, c);
  return out + "'";
}

std::string fish(const CLI::App& app) {
  std::string script;
  for (const Node& node : nodes_of(app)) {
    std::string condition = "__fish_use_subcommand";
    if (!node.path.empty()) {
      condition.clear();
      for (std::size_t at = 0; at < node.path.size();) {
        const std::size_t end = std::min(node.path.find('/', at + 1), node.path.size());
        condition += (condition.empty() ? "" : "; and ") + ("__fish_seen_subcommand_from " + node.path.substr(at + 1, end - at - 1));
        at = end;
      }
    }
    for (const CLI::App* child : node.app->get_subcommands({}))
      script += "complete -c klamm -f -n " + fish_quoted(condition) + " -a " + child->get_name() + " -d " +
                fish_quoted(child->get_description()) + "\n";
    for (const CLI::Option* option : node.app->get_options()) {
      if (option->get_lnames().empty() && option->get_snames().empty()) continue;
      script += "complete -c klamm";
      if (!node.path.empty()) script += " -n " + fish_quoted(condition);
      for (const std::string& name : option->get_snames()) script += " -s " + name;
      for (const std::string& name : option->get_lnames()) script += " -l " + name;
      if (option->get_items_expected_min() > 0) script += " -r";
      script += " -d " + fish_quoted(option->get_description()) + "\n";
    }
  }
  return script;
}

} // namespace

std::string completion_script(const CLI::App& app, const std::string& shell) {
  if (shell == "bash") return bash(app);
  if (shell == "zsh") return "autoload -U +X bashcompinit && bashcompinit\n" + bash(app);
  if (shell == "fish") return fish(app);
  usage_error("there is no completion for '" + shell + "'", "there are bash, zsh and fish");
}

void add_completion(CommandLine& line) {
  const auto shell = std::make_shared<std::string>();
  const auto self = std::make_shared<CLI::App*>(nullptr);
  CLI::App* const command =
      add_command(line, *line.app, "completion", "Print a script that completes klamm's commands and flags in your shell.",
                  [shell, self, &line](const Frame&) {
                    need(**self, !shell->empty(), "a SHELL");
                    Sink out(STDOUT_FILENO);
                    out.append(completion_script(*line.app, *shell));
                    out.flush();
                    return ExitCode::ok;
                  });
  *self = command;
  command->add_option("SHELL", *shell, "bash, zsh or fish; for bash: source <(klamm completion bash)");
}

} // namespace klamm::cli
