// check_exports and check_documented: find public declarations without KLAMM_EXPORT, and without a comment. Read a header statement by statement, with the
// classes and namespaces around; know as much C++ as klamm's public headers need.
#include <algorithm>
#include <regex>

#include "architecture/rules.hpp"

namespace klamm::architecture {
namespace {

struct Scope {
  bool is_class = false;
  bool exported = false; ///< this class, or one around it: nested classes are as visible as what they are in
  bool is_template = false;
  bool is_detail = false; ///< this namespace, or one around it: not for users
  std::string name;
};

class HeaderReader {
public:
  explicit HeaderReader(const SourceFile& file) : file_(file) {
    for (const std::string& line : file.code)
      text_ += (line.find_first_not_of(' ') != std::string::npos && line[line.find_first_not_of(' ')] == '#' ? "" : line) + '\n';
  }

  Violations exports, documented;

  void read() {
    for (; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == '\n') ++line_;
      if (c == '(') ++parentheses_;
      if (c == ')') --parentheses_;
      if (c == '{') open();
      else if (c == '}') scopes_.pop_back(), begin_statement();
      else if (c == ';' && parentheses_ == 0) end_statement();
      else add(c);
    }
  }

private:
  void add(char c) {
    const bool space = c == ' ' || c == '\n';
    if (statement_.empty() && !space) first_line_ = line_;
    if (!space) statement_ += c;
    else if (!statement_.empty() && statement_.back() != ' ') statement_ += ' ';
    static const std::regex access("(public|private|protected) ?:");
    if (c == ':' && std::regex_match(statement_, access)) begin_statement();
  }

  void begin_statement() { statement_.clear(); }

  // A brace begins a namespace, a class, a function's body, or an initializer (also of an enum): only the first two are read.
  void open() {
    static const std::regex class_head(R"((?:template ?<.*> ?)?(?:class|struct) (?:\[\[\w+\]\] )?(KLAMM_EXPORT )?(\w+).*)");
    std::smatch match;
    if (parentheses_ == 0 && statement_.find("namespace") != std::string::npos) {
      Scope scope;
      scope.is_detail = (!scopes_.empty() && scopes_.back().is_detail) || statement_.find("detail") != std::string::npos;
      scopes_.push_back(scope);
      return begin_statement();
    }
    if (parentheses_ == 0 && std::regex_match(statement_, match, class_head)) {
      want_comment();
      const Scope outer = scopes_.empty() ? Scope{} : scopes_.back();
      scopes_.push_back({true, outer.exported || match[1].matched, outer.is_template || statement_.starts_with("template"), outer.is_detail,
                         match[2].str()});
      return begin_statement();
    }
    // (a function's body follows a space, an initializer of a member's constructor a name)
    const bool is_body = parentheses_ == 0 && statement_.ends_with(' ') && statement_.find(')') != std::string::npos &&
                         without_parts_in("()", statement_).find(" = ") == std::string::npos;
    if (is_body) want_comment();
    skip_braces();
    statement_ += "{}";
    if (is_body) begin_statement();
  }

  // What stands right in the namespace is documented itself, or in the block of lines (without an empty one between) that it is in.
  void want_comment() {
    static const std::regex none(R"(template ?<> ?.*|(template ?<.*> ?)?(class|struct|enum class|enum) \w+ ?)");
    const bool is_forward_declaration = text_[at_] == ';' && std::regex_match(statement_, none);
    if (statement_.empty() || statement_.starts_with("template <>") || is_forward_declaration) return;
    if (scopes_.empty() || scopes_.back().is_class || scopes_.back().is_detail) return;
    if (file_.lines[line_ - 1].find("///<") != std::string::npos) return;
    for (std::size_t line = first_line_; line > 0 && !file_.lines[line - 1].empty(); --line)
      if (file_.lines[line - 1].find("///") != std::string::npos) return;
    documented.push_back({file_.path, first_line_, "`" + statement_.substr(0, 60) + "` is not documented",
                          "say in a /// comment what it is for users: meaning, units, errors, threads"});
  }

  void skip_braces() {
    for (int depth = 0; at_ < text_.size(); ++at_) {
      if (text_[at_] == '\n') ++line_;
      if (text_[at_] == '{') ++depth;
      if (text_[at_] == '}' && --depth == 0) return;
    }
  }

  void end_statement() {
    const Scope scope = scopes_.empty() ? Scope{} : scopes_.back();
    want_comment();
    if (declares_function(statement_) && !scope.is_template && !scope.exported && statement_.find("KLAMM_EXPORT") == std::string::npos) {
      const std::string what = scope.is_class ? "the class " + scope.name + " has members in a .cpp (this one) and lacks KLAMM_EXPORT"
                                              : "a public function lacks KLAMM_EXPORT";
      const std::string remedy = scope.is_class ? "write `class KLAMM_EXPORT " + scope.name + "` (klamm/export.hpp)"
                                                : "begin it with KLAMM_EXPORT (klamm/export.hpp)";
      exports.push_back({file_.path, first_line_, what + ": programs can't link to it in the shared library", remedy});
    }
    begin_statement();
  }

  static bool declares_function(std::string text) {
    static const std::regex no_declaration(
        "(using|typedef|friend|static_assert|template|inline|constexpr|consteval|extern template|return)\\b.*");
    static const std::regex defined_here(".*= ?(default|delete|0) ?");
    if (std::regex_match(text, no_declaration) || std::regex_match(text, defined_here)) return false;
    if (text.starts_with("static constexpr") || text.starts_with("static inline")) return false;
    if (text.find("operator") == std::string::npos) text = without_parts_in("<>", text);
    const std::size_t open = text.find('(');
    if (open == std::string::npos || open == 0 || text.compare(open, 2, "(*") == 0) return false;
    const std::string before = text.substr(0, open);
    if (before.find(" = ") != std::string::npos) return false;
    static const std::regex ends_with_name(R"(.*(\boperator.{1,3}|\w))");
    static const std::regex ends_with_keyword(R"(.*\b(alignas|decltype|noexcept|requires|__attribute__))");
    return std::regex_match(before, ends_with_name) && !std::regex_match(before, ends_with_keyword);
  }

  static std::string without_parts_in(std::string_view brackets, const std::string& text) {
    std::string result;
    int depth = 0;
    for (const char c : text) {
      if (c == brackets[0]) ++depth;
      if (depth == 0) result += c;
      if (c == brackets[1]) --depth;
    }
    return result;
  }

  const SourceFile& file_;
  std::string text_;
  std::size_t at_ = 0, line_ = 1, first_line_ = 1;
  int parentheses_ = 0;
  std::string statement_;
  std::vector<Scope> scopes_;
};

} // namespace

Violations check_exports(const Sources& sources) {
  Violations found;
  for (const SourceFile& file : sources) {
    if (!file.path.starts_with("include/")) continue;
    HeaderReader reader(file);
    reader.read();
    // One line a class is enough.
    for (Violation& violation : reader.exports)
      if (std::none_of(found.begin(), found.end(),
                       [&](const Violation& other) {
                         return other.path == violation.path && other.what == violation.what && other.remedy == violation.remedy;
                       }) ||
          violation.what.starts_with("a public function"))
        found.push_back(std::move(violation));
  }
  return found;
}

Violations check_documented(const Sources& sources) {
  Violations found;
  for (const SourceFile& file : sources) {
    if (!file.path.starts_with("include/") || file.path.find("/detail/") != std::string::npos) continue;
    HeaderReader reader(file);
    reader.read();
    found.insert(found.end(), reader.documented.begin(), reader.documented.end());
  }
  return found;
}

} // namespace klamm::architecture
