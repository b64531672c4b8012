#include "config/overlay.hpp"

#include <algorithm>
#include <limits>
#include <optional>

namespace klamm::config {

namespace {

std::string place(const Property& property) { return property.origin.empty() ? std::string() : " (" + property.origin + ")"; }

std::string whose(const Row& row) {
  std::string out;
  for (const Kind kind : {Kind::producer, Kind::consumer, Kind::admin})
    if (row.has(kind)) out.append(out.empty() ? "" : " and ").append(kind_name(kind));
  return out;
}

/// `topic.NAME.PROPERTY`, where the name may have dots itself.
struct TopicProperty {
  std::string topic;
  Found found;
};
std::optional<TopicProperty> topic_property(std::string_view name) {
  constexpr std::string_view prefix = "topic.";
  if (!name.starts_with(prefix)) return std::nullopt;
  // The first dot that a property follows ends the topic's name, so the longest property is taken.
  for (std::size_t dot = name.find('.', prefix.size() + 1); dot != std::string_view::npos; dot = name.find('.', dot + 1)) {
    const Found found = find(name.substr(dot + 1));
    if (found.row && found.row->in_topic) return TopicProperty{std::string(name.substr(prefix.size(), dot - prefix.size())), found};
  }
  return std::nullopt;
}

std::string per_topic_hint() {
  std::string out = "per topic there are";
  for (const Row& row : table())
    if (row.in_topic) out.append(out.ends_with("are") ? " " : ", ").append(row.name);
  return out;
}

/// Parses in our unit what was said in the alias's.
std::optional<Invalid> parse_scaled(const Found& found, const ValueType& type, std::string_view text, void* value) {
  if (found.scale == 1) return parse(*found.row, type, text, value);
  std::int64_t amount = 0;
  if (auto invalid = parse_integer(trimmed(text), amount)) return invalid;
  const std::int64_t bound = std::numeric_limits<std::int64_t>::max() / found.scale;
  if (amount > bound || amount < -bound) return Invalid{"is out of range", ""};
  return parse(*found.row, type, std::to_string(amount * found.scale), value);
}

class Overlay {
public:
  Overlay(const Target& into, Said& said, Problems& problems) : into_(into), said_(said), problems_(problems) {}

  void set(const Property& property) {
    if (const Found found = find(property.name); found.row) return set_known(property, found);
    if (auto topic = topic_property(property.name)) return set_topic(property, *topic);
    const bool for_topic = property.name.starts_with("topic.");
    // The value isn't shown: what has a wrong name may be a password.
    problem(ErrorCode::config_unknown, property, "unknown property " + property.name + place(property),
            for_topic ? per_topic_hint() : unknown_hint(property.name));
  }

private:
  void set_known(const Property& property, const Found& found) {
    const Row& row = *found.row;
    if (row.standing == Standing::supported && row.has(into_.kind)) {
      said_[row.name] = property.origin;
      return set_value(property, found, *row.type, row.at(into_.kind, into_.config));
    }
    if (row.standing == Standing::supported) return note(property, "it is a setting of the " + whose(row));
    if (row.standing == Standing::ignored || !row.has(into_.kind)) return note(property, std::string(row.doc));
    const std::string_view value = trimmed(property.value);
    if (std::find(row.harmless.begin(), row.harmless.end(), value) != row.harmless.end()) return;
    problem(ErrorCode::config_value_invalid, property, property.name + " can't be set in klamm" + place(property), std::string(row.doc));
  }

  void set_topic(const Property& property, const TopicProperty& topic) {
    if (!into_.topics) return note(property, "it is a setting of the producer");
    const Row& row = *topic.found.row;
    set_value(property, topic.found, *row.topic_type, row.in_topic(&(*into_.topics)[topic.topic]));
  }

  void set_value(const Property& property, const Found& found, const ValueType& type, void* value) {
    const std::optional<Invalid> invalid = parse_scaled(found, type, property.value, value);
    if (!invalid) return;
    const std::string shown = type.secret ? property.name : property.name + "=" + property.value;
    problem(ErrorCode::config_value_invalid, property, shown + " " + invalid->reason + place(property), invalid->hint);
  }

  void note(const Property& property, const std::string& why) {
    into_.notes->push_back(property.name + place(property) + " has no effect here: " + why);
  }

  void problem(ErrorCode code, const Property& property, std::string cause, std::string hint) {
    problems_.push_back({code, property.name, std::move(cause), std::move(hint)});
  }

  Target into_;
  Said& said_;
  Problems& problems_;
};

std::string_view identity(const Property& property) {
  const Found found = find(property.name);
  return found.row ? found.row->name : std::string_view(property.name);
}

template <class Config>
std::vector<std::string> defaults_of() {
  Config config;
  std::vector<std::string> texts;
  for (const Row& row : table())
    texts.push_back(row.standing == Standing::supported && row.has(kind_of<Config>) ? value_text(row, kind_of<Config>, &config)
                                                                                    : std::string());
  return texts;
}

} // namespace

void overlay(const Target& into, const Properties& properties, Said& said, Problems& problems) {
  std::map<std::string_view, const Property*> last;
  for (const Property& property : properties) last[identity(property)] = &property;
  Overlay overlay(into, said, problems);
  for (const Property& property : properties)
    if (last[identity(property)] == &property) overlay.set(property);
}

std::string value_text(const Row& row, Kind kind, const void* config) { return row.type->print(row, row.at(kind, config)); }

const std::string& default_text(const Row& row, Kind kind) {
  static const std::array<std::vector<std::string>, kinds> defaults{defaults_of<ClientConfig>(), defaults_of<ProducerConfig>(),
                                                                    defaults_of<ConsumerConfig>(), defaults_of<AdminConfig>()};
  return defaults[static_cast<unsigned>(kind)][static_cast<std::size_t>(&row - table().data())];
}

Error as_error(const Problems& problems) {
  if (problems.size() == 1) return Error(problems.front().code, problems.front().cause, problems.front().hint);
  std::string cause = std::to_string(problems.size()) + " settings are wrong: ";
  std::string hint;
  for (const Problem& problem : problems) {
    cause += (&problem == &problems.front() ? "" : "; ") + problem.cause;
    if (!problem.hint.empty()) hint += (hint.empty() ? "" : "; ") + problem.subject + ": " + problem.hint;
  }
  return Error(problems.front().code, std::move(cause), std::move(hint));
}

} // namespace klamm::config
