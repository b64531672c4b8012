// The table against the Java client's facts, against the structs, and against the documentation made of it.
#include "config/table.hpp"

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <sstream>

#include <doctest/doctest.h>

#include "config/describe.hpp"
#include "config/overlay.hpp"
#include "test_paths.hpp"

using namespace klamm;
using namespace klamm::config;

namespace {

std::string file_text(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  REQUIRE_MESSAGE(file.is_open(), path);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

/// One property of the Java client 4.3.1, as its ConfigDef says.
struct Fact {
  Kind kind;
  std::string name, type, default_value, valid;
};

std::vector<Fact> facts() {
  std::istringstream lines(file_text(KLAMM_TEST_DATA "/config/java-config-4.3.1.tsv"));
  std::vector<Fact> facts;
  std::string line;
  std::getline(lines, line);
  while (std::getline(lines, line)) {
    std::istringstream cells(line);
    std::string client;
    Fact fact{};
    for (std::string* cell : {&client, &fact.name, &fact.type, &fact.default_value, &fact.valid}) std::getline(cells, *cell, '\t');
    fact.kind = client == "producer" ? Kind::producer : client == "consumer" ? Kind::consumer : Kind::admin;
    facts.push_back(fact);
  }
  return facts;
}

/// A Java default in our words.
std::string as_ours(const Row& row, std::string text) {
  if (text == "null" || text == "(required)") return "";
  if (text.starts_with("[")) text = text.substr(1, text.size() - 2);
  std::vector<std::string> items = split_list(text);
  for (std::string& item : items) item = canonical(row, item.starts_with("class ") ? item.substr(6) : item);
  return join(items);
}

/// "[0,...]" as limits; empty where the fact is about something else.
Limits limits_of(const Fact& fact) {
  Limits limits;
  if (fact.type == "INT" || fact.type == "SHORT" || fact.type == "LONG" || fact.type == "DOUBLE") {
    const std::size_t comma = fact.valid.find(",...");
    if (!fact.valid.empty()) limits.min = std::stod(fact.valid.substr(1, comma - 1));
    if (comma != std::string::npos && fact.valid.substr(comma + 4).starts_with(",")) limits.max = std::stod(fact.valid.substr(comma + 5));
    if (fact.valid.ends_with(" or -1")) limits.also = -1;
  }
  return limits;
}

/// Every property that a struct has, set to something other than its default.
std::string other_value(const Row& row, Kind kind) {
  const std::string now = default_text(row, kind);
  for (const std::string candidate : {"true",
                                      "false",
                                      "7",
                                      "1",
                                      "0.77",
                                      "0.2",
                                      "8000",
                                      "at_least_once",
                                      "zstd",
                                      "random",
                                      "read_committed",
                                      "consumer",
                                      "earliest",
                                      "ssl",
                                      "pem",
                                      "TLSv1.3",
                                      "none",
                                      "jwt_bearer",
                                      "es256",
                                      "resolve_canonical_bootstrap_servers_only",
                                      "debug",
                                      "sticky",
                                      "a:1=b:2",
                                      "b:2"}) {
    Properties one;
    one.add(std::string(row.name), candidate);
    Said said;
    Problems problems;
    const auto attempt = [&](auto config) {
      overlay(target(config), one, said, problems);
      return problems.empty() && value_text(row, kind, &config) != now;
    };
    const bool works = kind == Kind::client     ? attempt(ClientConfig{})
                       : kind == Kind::producer ? attempt(ProducerConfig{})
                       : kind == Kind::consumer ? attempt(ConsumerConfig{})
                                                : attempt(AdminConfig{});
    if (works) return candidate;
  }
  return {};
}

template <class Config>
void round_trip() {
  constexpr Kind kind = kind_of<Config>;
  Properties all;
  for (const Row& row : table()) {
    if (row.standing != Standing::supported || !row.has(kind)) continue;
    const std::string value = other_value(row, kind);
    CHECK_MESSAGE(!value.empty(), row.name);
    all.add(std::string(row.name), value);
  }
  Config first, second;
  Said said;
  Problems problems;
  overlay(target(first), all, said, problems);
  Properties again;
  for (const Row& row : table())
    if (row.standing == Standing::supported && row.has(kind)) again.add(std::string(row.name), value_text(row, kind, &first));
  overlay(target(second), again, said, problems);
  for (const Problem& problem : problems) FAIL_CHECK(problem.cause);
  for (const Row& row : table()) {
    if (row.standing != Standing::supported || !row.has(kind)) continue;
    CHECK_MESSAGE(value_text(row, kind, &second) != default_text(row, kind), row.name);
    CHECK_MESSAGE(value_text(row, kind, &second) == value_text(row, kind, &first), row.name);
  }
}

/// A member of a struct in a header: where, and what its comment says.
struct Member {
  std::string path, comment;
};

std::string between(const std::string& text, const std::string& from, const std::string& to) {
  const std::size_t begin = text.find(from);
  REQUIRE_MESSAGE(begin != std::string::npos, from);
  return text.substr(begin + from.size(), text.find(to, begin) - begin - from.size());
}

/// The members of `name`, and of the groups within it.
void members_of(const std::string& header, const std::string& name, const std::string& path, std::vector<Member>& into) {
  static const std::map<std::string, std::pair<std::string, std::string>> groups{
      {"SslConfig", {"security_config.hpp", "ssl."}},
      {"SaslConfig", {"security_config.hpp", "sasl."}},
      {"OauthbearerConfig", {"security_config.hpp", "oauthbearer."}},
      {"ConnectionConfig", {"client_config.hpp", ""}},
      {"MetadataConfig", {"client_config.hpp", "metadata."}}};
  const std::string body = between(file_text(std::string(KLAMM_SOURCE_DIR "/include/klamm/") + header), " " + name + " {\n",
                                   "\n};"); // an export macro may stand before the name
  std::istringstream lines(body);
  std::string line, comment;
  while (std::getline(lines, line)) {
    const std::string_view text = trimmed(line);
    if (text.starts_with("///")) {
      comment.append(comment.empty() ? "" : " ").append(trimmed(text.substr(3)));
      continue;
    }
    const std::size_t end = text.find_first_of("{=;(");
    const std::string_view declared = trimmed(text.substr(0, end));
    const std::size_t space = declared.rfind(' ');
    if (text.ends_with(";") && space != std::string_view::npos && (end == std::string_view::npos || text[end] != '(')) {
      const std::string type(declared.substr(0, space));
      const std::string member(declared.substr(space + 1));
      if (const auto group = groups.find(type); group != groups.end())
        members_of(group->second.first, type, path + group->second.second, into);
      else into.push_back({path + member, comment});
    }
    comment.clear();
  }
}

std::string property_of(std::string path) {
  for (char& c : path)
    if (c == '_') c = '.';
  for (const std::string_view unit : {"", ".ms", ".seconds"})
    if (find(path + std::string(unit)).row) return path + std::string(unit);
  return path;
}

template <class Config>
void check_members(const std::string& header, const std::string& name) {
  const std::set<std::string> only_in_code{"assignors",   "interceptors",        "log_sink", "notes", "on_error",
                                           "sasl.plugin", "sasl.token_provider", "topics"};
  std::vector<Member> members;
  members_of(header, name, "", members);
  std::set<std::string_view> seen;
  for (const Member& member : members) {
    if (only_in_code.contains(member.path)) continue;
    const Row* row = find(property_of(member.path)).row;
    REQUIRE_MESSAGE(row != nullptr, name << "." << member.path);
    seen.insert(row->name);
    const std::string range = row->limits.text();
    const std::string wanted = std::string(row->doc) + " (`" + std::string(row->name) + "`" + (range.empty() ? "" : ", " + range) + ")";
    CHECK_MESSAGE(member.comment == wanted, name << "." << member.path);
  }
  for (const Row& row : table())
    if (row.standing == Standing::supported && row.has(kind_of<Config>)) CHECK_MESSAGE(seen.contains(row.name), row.name);
}

} // namespace

TEST_CASE("config: every property of the Java client is known, and to its own client") {
  int known = 0;
  for (const Fact& fact : facts()) {
    const Row* row = find(fact.name).row;
    REQUIRE_MESSAGE(row != nullptr, fact.name);
    CHECK_MESSAGE(row->has(fact.kind), fact.name);
    ++known;
  }
  CHECK(known > 250);
}

TEST_CASE("config: defaults are Java's, or the table says why not") {
  for (const Fact& fact : facts()) {
    const Row& row = *find(fact.name).row;
    if (row.standing != Standing::supported) continue;
    // Unset until the rest is known; then it is Java's true.
    const std::string ours = row.name == "enable.idempotence" ? shown_default(row) : default_text(row, fact.kind);
    if (row.difference.empty()) CHECK_MESSAGE(lower(ours) == lower(as_ours(row, fact.default_value)), fact.name);
  }
}

TEST_CASE("config: ranges are Java's") {
  for (const Fact& fact : facts()) {
    const Row& row = *find(fact.name).row;
    if (row.standing != Standing::supported) continue;
    const Limits theirs = limits_of(fact);
    if (theirs.min) CHECK_MESSAGE(row.limits.min == theirs.min, fact.name);
    if (theirs.max) CHECK_MESSAGE(row.limits.max == theirs.max, fact.name);
    CHECK_MESSAGE(row.limits.also == theirs.also, fact.name);
    if (fact.type == "INT" && row.unit == Unit::milliseconds) CHECK_MESSAGE(row.limits.max == 2'147'483'647, fact.name);
  }
}

TEST_CASE("config: every value that Java allows by name is allowed") {
  for (const Fact& fact : facts()) {
    const Row& row = *find(fact.name).row;
    const std::size_t open = fact.valid.find('[');
    if (row.standing != Standing::supported || open == std::string::npos || fact.valid.find("...") != std::string::npos) continue;
    for (const std::string& word : split_list(fact.valid.substr(open + 1, fact.valid.size() - open - 2))) {
      if (word.starts_with("by_duration")) continue;
      Properties one;
      one.add(fact.name, word);
      Said said;
      Problems problems;
      ProducerConfig producer;
      ConsumerConfig consumer;
      AdminConfig admin;
      overlay(fact.kind == Kind::producer   ? target(producer)
              : fact.kind == Kind::consumer ? target(consumer)
                                            : target(admin),
              one, said, problems);
      CHECK_MESSAGE(problems.empty(), fact.name << "=" << word);
    }
  }
}

TEST_CASE("config: no name stands for two things") {
  std::set<std::string_view> names;
  for (const Row& row : table()) {
    CHECK_MESSAGE(names.insert(row.name).second, row.name);
    for (const Alias& alias : row.aliases) CHECK_MESSAGE(names.insert(alias.name).second, alias.name);
    CHECK_MESSAGE(!row.doc.empty(), row.name);
    CHECK_MESSAGE(row.doc.ends_with("."), row.name);
  }
}

TEST_CASE("config: every property can be set, printed and read again") {
  SUBCASE("client") { round_trip<ClientConfig>(); }
  SUBCASE("producer") { round_trip<ProducerConfig>(); }
  SUBCASE("consumer") { round_trip<ConsumerConfig>(); }
  SUBCASE("admin") { round_trip<AdminConfig>(); }
}

TEST_CASE("config: every member has its row, and its comment is the table's text") {
  check_members<ClientConfig>("client_config.hpp", "ClientConfig");
  check_members<ProducerConfig>("producer_config.hpp", "ProducerConfig");
  check_members<ConsumerConfig>("consumer_config.hpp", "ConsumerConfig");
  check_members<AdminConfig>("admin_config.hpp", "AdminConfig");
}

TEST_CASE("config: what all clients have has one default") {
  for (const Row& row : table())
    if (row.standing == Standing::supported && row.has(Kind::client))
      for (const Kind kind : {Kind::producer, Kind::consumer, Kind::admin})
        CHECK_MESSAGE(default_text(row, kind) == default_text(row, Kind::client), row.name);
}

// Make it again with KLAMM_WRITE_DOCS=1 in the environment.
TEST_CASE("config: docs/configuration.md is what the table says") {
  const std::string path = KLAMM_SOURCE_DIR "/docs/configuration.md";
  if (std::getenv("KLAMM_WRITE_DOCS")) std::ofstream(path, std::ios::binary) << config_markdown();
  const bool same = file_text(path) == config_markdown();
  CHECK_MESSAGE(same, "stale: run `KLAMM_WRITE_DOCS=1 ctest -R configuration.md`");
}

TEST_CASE("config: a dump is a properties file that says the same") {
  const ProducerConfig config =
      ProducerConfig::from_properties(
          {{"client.id", " a\\b\tc"}, {"acks", "1"}, {"topic.orders.eu.acks", "0"}, {"linger.ms", "0.25"}, {"delivery.timeout.ms", "2m"}})
          .value();
  const std::string dump = config_dump(config);
  const ProducerConfig again = ProducerConfig::from_properties(parse_properties(dump, "dump").value()).value();
  CHECK(again.client_id == " a\\b\tc");
  CHECK(config_dump(again) == dump);
  for (const std::string& text : {config_dump(ClientConfig{}), config_dump(ConsumerConfig{}), config_dump(AdminConfig{})})
    CHECK(parse_properties(text, "dump").has_value());
}

TEST_CASE("config: help explains a property, an alias, and what has no effect") {
  CHECK(config_help("queue.buffering.max.ms").value() == "linger.ms (producer; importance medium)\n"
                                                         "  How long a batch waits for more records before it is sent.\n"
                                                         "  values: duration in ms, 0…\n"
                                                         "  default: 5\n"
                                                         "  also: queue.buffering.max.ms\n");
  CHECK(config_help("batch.num.messages").value().starts_with("batch.num.messages is accepted and has no effect."));
  CHECK(config_help("plugin.library.paths").value().starts_with("plugin.library.paths can't be set in klamm."));
  CHECK(config_help("linger").error().hint() == "did you mean linger.ms?");
  CHECK(config_list().find("\nacks ") != std::string::npos);
}
