// docs/configuration.md, made from the table.
#include "config/describe.hpp"
#include "config/table.hpp"

namespace klamm {

namespace {

using config::Kind;
using config::Row;
using config::Standing;

constexpr std::string_view introduction = R"(<!-- Made from the table in src/config; tests/config says how to make it again. -->
# Configuration

A client is configured with a plain struct, with properties, or with both; later ones win.

```cpp
klamm::Producer producer{{.bootstrap_servers = {"localhost:9092"}, .linger = 20ms}};

klamm::ProducerConfig config = klamm::ProducerConfig::from_file("app.properties").value();
config.apply({{"compression.type", "zstd"}}).value();
```

Members are named as the properties, with `_` for `.` and the unit in the type instead of the name: `linger.ms` is
`.linger = 20ms`. `ssl.*`, `sasl.*` and `metadata.*` are in structs of those names (`.ssl = {.truststore_location = "ca.pem"}`,
`.sasl = {.mechanism = "PLAIN"}`), and what concerns single connections (`client.dns.*`, `socket.*`, `reconnect.*`,
`connections.*`, `*.buffer.bytes`, `receive.message.max.bytes`) is in `.connection` under its full name. A producer's settings for one topic are
`.topics = {{"orders", {.acks = klamm::Acks::leader}}}`, or `topic.orders.acks=1`.

Names and defaults are those of the Java client 4.3; where a default differs, the table says why. librdkafka's names are accepted
where they mean the same. An unknown name, a value out of range, and settings that contradict each other are errors that name the remedy.

How values are written:

- durations: a plain number in the unit of the name (`.ms`, `.seconds`), or a number with a unit: `500us`, `5ms`, `2s`, `1m`, `1h`, `7d`, or ISO 8601: `PT1H30M`;
- sizes: a number of bytes, or with a unit: `64KiB`, `16MiB`, `1GiB` (powers of 1024), `64kB`, `16MB`, `1GB` (powers of 1000);
- lists: items between commas;
- files are Java's `.properties` files in UTF-8.

`klamm -X list`, `klamm -X help KEY` and `klamm -X dump` show the same on a terminal; secrets are never shown.
)";

/// Text inside of a table's cell.
std::string cell(std::string_view text) {
  std::string out;
  for (const char c : text) out.append(c == '|' ? "\\" : "").append(1, c);
  return out;
}
std::string code(std::string_view text) { return text.empty() ? std::string() : "`" + cell(text) + "`"; }

std::string row_line(const Row& row) {
  std::string meaning = cell(row.doc);
  if (row.in_topic) meaning += " Also per topic.";
  if (!row.difference.empty()) meaning += " *Not Java's default:* " + cell(row.difference);
  for (const config::Alias& alias : row.aliases) {
    meaning += (&alias == &row.aliases.front() ? " *Also:* " : ", ") + code(alias.name);
    if (alias.scale != 1) meaning += " (× " + std::to_string(alias.scale) + ")";
  }
  return "| " + code(row.name) + " | " + code(config::shown_default(row)) + " | " + cell(config::values(row)) + " | " +
         std::string(config::importance_name(row.importance)) + " | " + meaning + " |\n";
}

template <class Belongs>
std::string section(std::string_view title, Belongs belongs) {
  std::string out = "\n## " + std::string(title) + "\n\n| property | default | values | importance | meaning |\n|-|-|-|-|-|\n";
  for (const Row& row : config::table())
    if (row.standing == Standing::supported && belongs(row)) out += row_line(row);
  return out;
}

bool is_security(const Row& row) {
  return row.name.starts_with("ssl.") || row.name.starts_with("sasl.") || row.name.starts_with("security.");
}

std::string without_support(std::string_view title, Standing standing, std::string_view explanation) {
  std::string out = "\n## " + std::string(title) + "\n\n" + std::string(explanation) + "\n\n| property | why, and what instead |\n|-|-|\n";
  for (const Row& row : config::table()) {
    if (row.standing != standing) continue;
    std::string allowed;
    for (const std::string_view value : row.harmless)
      if (!value.empty()) allowed += (allowed.empty() ? " Accepted as " : ", ") + code(value);
    out += "| " + code(row.name) + " | " + cell(row.doc) + allowed + (allowed.empty() ? "" : ".") + " |\n";
  }
  return out;
}

} // namespace

std::string config_markdown() {
  std::string out(introduction);
  out += section("All clients", [](const Row& row) { return row.has(Kind::client) && !is_security(row); });
  out += section("Producer", [](const Row& row) { return row.has(Kind::producer) && !row.has(Kind::client); });
  out += section("Consumer", [](const Row& row) { return row.has(Kind::consumer) && !row.has(Kind::client); });
  out += section("Admin", [](const Row& row) { return row.has(Kind::admin) && !row.has(Kind::client); });
  out += section("TLS and SASL, all clients", is_security);
  out += without_support("Accepted, without effect", Standing::ignored,
                         "Properties of other clients that files may well have; the client logs that they do nothing.");
  out +=
      without_support("Refused", Standing::refused, "Properties of other clients that a program would rely on, and that klamm can't do.");
  return out;
}

} // namespace klamm
