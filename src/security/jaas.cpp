#include "security/jaas.hpp"

#include <cctype>
#include <optional>

namespace klamm::security {
namespace {

Error unreadable(const std::string& what) {
  return Error(ErrorCode::config_value_invalid, "sasl.jaas.config: " + what,
               "e.g. org.apache.kafka.common.security.plain.PlainLoginModule required username=\"alice\" password=\"…\";");
}

/// Words, quoted texts, = and ; as Java's configuration reader cuts them.
class Tokens {
public:
  explicit Tokens(std::string_view text) : text_(text) {}

  bool at_end() {
    while (!text_.empty() && std::isspace(static_cast<unsigned char>(text_.front()))) text_.remove_prefix(1);
    return text_.empty();
  }
  bool take(char c) {
    if (at_end() || text_.front() != c) return false;
    text_.remove_prefix(1);
    return true;
  }
  /// Empty where there is none.
  std::string word() {
    if (at_end()) return {};
    std::size_t size = 0;
    while (size < text_.size() && !std::isspace(static_cast<unsigned char>(text_[size])) && text_[size] != '=' && text_[size] != ';' &&
           text_[size] != '"')
      ++size;
    const std::string word(text_.substr(0, size));
    text_.remove_prefix(size);
    return word;
  }
  /// A quoted text with \" and \\ in it, or a word; nothing where the quote is not closed.
  std::optional<Secret> value() {
    if (at_end()) return std::nullopt;
    const char quote = text_.front();
    if (quote != '"' && quote != '\'') {
      std::string bare = word();
      Secret secret(bare);
      wipe(bare.data(), bare.size());
      return secret;
    }
    text_.remove_prefix(1);
    std::string content;
    content.reserve(text_.size()); // it never moves
    std::optional<Secret> result;
    while (!text_.empty()) {
      char c = text_.front();
      text_.remove_prefix(1);
      if (c == quote) {
        result = Secret(content);
        break;
      }
      if (c == '\\' && !text_.empty()) {
        c = text_.front();
        text_.remove_prefix(1);
        if (c == 'n') c = '\n';
        else if (c == 't') c = '\t';
      }
      content += c;
    }
    wipe(content.data(), content.size());
    return result;
  }

private:
  std::string_view text_;
};

} // namespace

const Secret& Jaas::option(const std::string& name) const {
  static const Secret none;
  const auto found = options.find(name);
  return found == options.end() ? none : found->second;
}

Result<Jaas> parse_jaas(const Secret& text) {
  Tokens tokens(text.reveal());
  Jaas jaas;
  const std::string name = tokens.word();
  jaas.module = name.substr(name.rfind('.') + 1);
  if (jaas.module.empty()) return unreadable("it does not begin with a login module's class");
  const std::string flag = tokens.word();
  if (flag != "required" && flag != "requisite" && flag != "sufficient" && flag != "optional")
    return unreadable("behind the login module stands no \"required\"");
  while (!tokens.take(';')) {
    if (tokens.at_end()) return unreadable("the ; at its end is missing");
    const std::string option = tokens.word();
    if (option.empty() || !tokens.take('='))
      return unreadable(option.empty() ? "where an option's name should be there is none" : "the option " + option + " has no =");
    auto value = tokens.value();
    if (!value) return unreadable("the value of the option " + option + " has no end");
    jaas.options[option] = *std::move(value);
  }
  if (!tokens.at_end()) return unreadable("there is more than one login module in it, or text behind the ;");
  return jaas;
}

} // namespace klamm::security
