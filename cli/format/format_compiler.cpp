// Reads a format into its steps.
#include <utility>

#include "cli/format/formatter.hpp"
#include "cli/frame/failure.hpp"
#include "cli/records/escapes.hpp"

namespace klamm::cli {

class FormatCompiler {
public:
  using Step = Formatter::Step;
  using Field = Formatter::Field;
  using Rendering = Formatter::Rendering;

  FormatCompiler(std::string_view format, FormatStyle style, bool in_header = false)
      : format_(format), style_(style), in_header_(in_header) {}

  std::vector<Step> compile() {
    while (at_ < format_.size()) {
      if (format_[at_] == '\\') add_text(read_escape(format_, at_));
      else if (format_[at_] == '%') read_token();
      else add_text(format_[at_++]);
    }
    return std::move(steps_);
  }

  static bool read_encoding(Step& step, std::string_view word) {
    static constexpr std::pair<std::string_view, Rendering> words[] = {
        {"hex", Rendering::hex}, {"base64", Rendering::base64}, {"base64raw", Rendering::base64_raw}, {"json", Rendering::json}};
    for (const auto& [name, rendering] : words)
      if (word == name) return step.rendering = rendering, true;
    return false;
  }

private:
  void add_text(char c) {
    if (steps_.empty() || steps_.back().field != Field::text) steps_.emplace_back();
    steps_.back().text += c;
  }

  void read_token() {
    if (++at_ == format_.size()) fail("the format ends in a lone %", "%% prints one");
    const char token = format_[at_++];
    if (token == '%' || ((token == '{' || token == '}') && style_ != FormatStyle::kcat)) return add_text(token);
    Step step;
    if (token == 'h' && style_ == FormatStyle::rpk) {
      if (at_ == format_.size() || format_[at_] != '{') fail("%h needs a form for each header", "as in %h{%k=%v }");
      step.field = Field::each_header;
      step.inner = FormatCompiler(read_braces(), style_, true).compile();
      steps_.push_back(std::move(step));
      return;
    }
    step.field = in_header_ ? header_field(token) : field(token);
    if (style_ != FormatStyle::kcat && at_ < format_.size() && format_[at_] == '{') read_modifier(step);
    steps_.push_back(std::move(step));
  }

  Field header_field(char token) const {
    switch (token) {
      case 'k': return Field::header_key;
      case 'K': return Field::header_key_size;
      case 'v': return Field::header_value;
      case 'V': return Field::header_value_size;
      default: fail(std::string("%") + token + " is no token of a header's form", "there are %k %K %v %V");
    }
  }

  Field field(char token) const {
    switch (token) {
      case 's':
        if (style_ != FormatStyle::rpk) return Field::value;
        break;
      case 'S':
        if (style_ != FormatStyle::rpk) return Field::value_size;
        break;
      case 'R':
        if (style_ != FormatStyle::rpk) return Field::value_size_binary;
        break;
      case 'k': return Field::key;
      case 'K': return Field::key_size;
      case 'h': return Field::headers;
      case 'T': return style_ == FormatStyle::rpk ? Field::topic_size : Field::timestamp;
      case 't': return Field::topic;
      case 'p': return Field::partition;
      case 'o': return Field::offset;
      case 'v':
        if (style_ != FormatStyle::kcat) return Field::value;
        break;
      case 'V':
        if (style_ != FormatStyle::kcat) return Field::value_size;
        break;
      case 'H':
        if (style_ != FormatStyle::kcat) return Field::header_count;
        break;
      case 'd':
        if (style_ != FormatStyle::kcat) return Field::timestamp;
        break;
      case 'e':
        if (style_ != FormatStyle::kcat) return Field::leader_epoch;
        break;
      case 'i':
        if (style_ != FormatStyle::kcat) return Field::iteration;
        break;
      default: break;
    }
    static constexpr std::string_view known[] = {
        "%s %S %R %k %K %T %h %t %p %o %%",
        "%s %S %R %k %K %T %h %t %p %o, %v %V (as %s %S), %H (headers), %d (time), %e (leader epoch), %i, %% %{ %}",
        "%v %V %k %K %t %T %p %o %e %d %i %H %h{…} %% %{ %}"};
    fail(std::string("unknown token %") + token, "there are " + std::string(known[static_cast<std::size_t>(style_)]));
  }

  // What stands in the braces that begin here; braces inside are counted.
  std::string_view read_braces() {
    const std::size_t begin = at_ + 1;
    int depth = 0;
    for (; at_ < format_.size(); ++at_) {
      if (format_[at_] == '%' && at_ + 1 < format_.size() && (format_[at_ + 1] == '{' || format_[at_ + 1] == '}')) ++at_;
      else if (format_[at_] == '{') ++depth;
      else if (format_[at_] == '}' && --depth == 0) return format_.substr(begin, at_++ - begin);
    }
    fail("a { of the format has no }", "write %{ for a brace that is text");
  }

  void read_modifier(Step& step) {
    const std::string_view word = read_braces();
    const bool read = is_bytes(step.field) ? read_bytes_modifier(step, word) : read_number_modifier(step, word);
    if (read) return;
    const std::string there = is_bytes(step.field) ? "{hex} {base64} {base64raw} {json} {unpack[PACK-STR]}"
                              : step.field == Field::timestamp
                                  ? "{strftime[%F %T]} and, as for all numbers, {ascii} {hex64} {big64} {little64} …"
                              : step.field == Field::headers ? "none behind %h; --format-style rpk has %h{%k=%v }"
                                                             : "{ascii} {hex64|32|16|8|4} {big64|32|16|8} {little64|32|16|8} {byte} {bool}";
    fail("unknown modifier {" + std::string(word) + "}", "there are " + there + "; write %{ for a brace that is text");
  }

  static bool is_bytes(Field field) {
    return field == Field::value || field == Field::key || field == Field::topic || field == Field::header_key ||
           field == Field::header_value;
  }

  static bool read_bytes_modifier(Step& step, std::string_view word) {
    if (read_encoding(step, word)) return true;
    if (!word.starts_with("unpack[") || !word.ends_with("]")) return false;
    step.rendering = Rendering::unpack;
    step.unpack = Unpack(std::string(word.substr(7, word.size() - 8)));
    return true;
  }

  static bool read_number_modifier(Step& step, std::string_view word) {
    if (step.field == Field::headers || step.field == Field::value_size_binary) return false;
    if (word == "ascii" || word == "number") return true;
    if (word == "bool") return step.rendering = Rendering::boolean, true;
    if (word == "byte") return step.rendering = Rendering::big, step.bits = 8, true;
    if (step.field == Field::timestamp && word.starts_with("strftime[") && word.ends_with("]")) {
      step.text = word.substr(9, word.size() - 10);
      return step.rendering = Rendering::strftime, true;
    }
    static constexpr std::pair<std::string_view, Rendering> kinds[] = {
        {"hex", Rendering::hex_number}, {"big", Rendering::big}, {"little", Rendering::little}};
    for (const auto& [name, rendering] : kinds)
      for (const int bits : {64, 32, 16, 8, 4})
        if (word == std::string(name) + std::to_string(bits) && (bits > 4 || rendering == Rendering::hex_number))
          return step.rendering = rendering, step.bits = bits, true;
    return false;
  }

  [[noreturn]] void fail(const std::string& cause, const std::string& hint) const {
    usage_error(cause + " (in '" + std::string(format_) + "')", hint);
  }

  std::string_view format_;
  FormatStyle style_;
  bool in_header_;
  std::size_t at_ = 0;
  std::vector<Step> steps_;
};

Formatter::Formatter(std::string_view format, FormatStyle style) : style_(style), steps_(FormatCompiler(format, style).compile()) {}

bool Formatter::encode(Field field, std::string_view encoding) {
  Step example;
  if (!FormatCompiler::read_encoding(example, encoding)) return false;
  for (Step& step : steps_)
    if (step.field == field && step.rendering == Rendering::plain) step.rendering = example.rendering;
  return true;
}

} // namespace klamm::cli
