// klamm's own command line: a tree of commands, each declared in a file of its own. Help, completion and docs/cli.md are made of it.
#pragma once

#include <CLI/App.hpp>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "cli/frame/failure.hpp"
#include "cli/frame/frame.hpp"

namespace klamm::cli {

/// What the command line asks for.
using Invocation = std::function<ExitCode(const Frame&)>;

struct CommandLine {
  Frame frame;
  Invocation chosen;   ///< empty: no command was named
  std::string command; ///< its name, "topics list"
  std::unique_ptr<CLI::App> app;
};

/// The tree, ready to parse.
std::unique_ptr<CommandLine> make_command_line();

void add_consume(CommandLine& line);
void add_produce(CommandLine& line);
void add_query(CommandLine& line);
void add_topics(CommandLine& line);
void add_groups(CommandLine& line);
void add_share(CommandLine& line);
void add_cluster(CommandLine& line);
void add_security(CommandLine& line);
void add_txn(CommandLine& line);
void add_copy(CommandLine& line);
void add_bench(CommandLine& line);
void add_mock(CommandLine& line);
void add_dev(CommandLine& line);
void add_new(CommandLine& line);
void add_doctor(CommandLine& line);
void add_completion(CommandLine& line);

/// Declares a command: what it does in a sentence, and what runs when it was named.
CLI::App* add_command(CommandLine& line, CLI::App& parent, const std::string& name, const std::string& what, Invocation run);

/// A check without its name in the help.
inline CLI::Validator quietly(CLI::Validator check) { return check.description(""); }

/// As it is called: "klamm topics list".
std::string path_of(const CLI::App& command);

/// Throws Failure when `what` was not given: "consume needs a TOPIC".
void need(const CLI::App& command, bool given, const std::string& what);

/// A script for the shell, of the tree: bash, zsh or fish. Throws Failure for another shell.
std::string completion_script(const CLI::App& app, const std::string& shell);
/// docs/cli.md
std::string cli_markdown();
/// Its table of what other tools' commands are here.
std::string other_tools_markdown();

} // namespace klamm::cli
