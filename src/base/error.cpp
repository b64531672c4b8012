#include "klamm/error.hpp"

#include <ostream>

#include "base/text.hpp"
#include "klamm/error_help.hpp"

namespace klamm {

struct Error::Body {
  ErrorCode code;
  std::string cause;
  std::string hint;
  ErrorContext context;
};

namespace {

const ErrorContext no_context;

// The table's sentence, as it stands in the middle of a message.
std::string default_cause(ErrorCode code) {
  if (error_code_name(code) == "UNKNOWN_ERROR_CODE")
    return "the broker answered with error code " + std::to_string(static_cast<int>(code)) + ", unknown to this client";
  std::string words(error_help(code).cause);
  const auto is = [&words](std::size_t at, char from, char to) { return words.size() > at && words[at] >= from && words[at] <= to; };
  if (is(0, 'A', 'Z') && !is(1, 'A', 'Z')) words[0] = static_cast<char>(words[0] - 'A' + 'a');
  if (words.ends_with('.')) words.pop_back();
  return words;
}

std::string default_hint(ErrorCode code) { return code == ErrorCode::none ? "" : std::string(error_help(code).remedy); }

} // namespace

Error::Error(ErrorCode code) : Error(code, default_cause(code), default_hint(code)) {}

Error::Error(ErrorCode code, std::string cause, std::string hint)
    : body_(std::make_shared<const Body>(Body{code, std::move(cause), std::move(hint), {}})) {}

Error::Error(std::shared_ptr<const Body> body) noexcept : body_(std::move(body)) {}

// A moved-from Error may still be asked; it then has no body.
ErrorCode Error::code() const noexcept { return body_ ? body_->code : ErrorCode::none; }
const std::string& Error::cause() const noexcept { return body_ ? body_->cause : no_context.doing; }
const std::string& Error::hint() const noexcept { return body_ ? body_->hint : no_context.doing; }
const ErrorContext& Error::context() const noexcept { return body_ ? body_->context : no_context; }

bool Error::fatal() const noexcept {
  switch (code()) {
    case ErrorCode::sasl_authentication_failed:
    case ErrorCode::unsupported_sasl_mechanism:
    case ErrorCode::illegal_sasl_state:
    case ErrorCode::cluster_authorization_failed:
    case ErrorCode::transactional_id_authorization_failed:
    case ErrorCode::producer_fenced:
    case ErrorCode::invalid_producer_epoch:
    case ErrorCode::fenced_instance_id:
    case ErrorCode::out_of_order_sequence_number:
    case ErrorCode::closed: return true;
    default: return false;
  }
}

std::string Error::message() const {
  const ErrorContext& at = context();
  std::string text = "error[" + std::to_string(static_cast<int>(code())) + "] " + std::string(name()) + ": " + escaped(cause());
  std::string where;
  const auto add = [&where](std::string_view label, std::string_view what) {
    if (what.empty()) return;
    if (!where.empty()) where += ", ";
    where += std::string(label) + escaped(what);
  };
  add("while ", at.doing);
  add("broker ", at.broker);
  add("topic ", at.topic);
  if (at.partition >= 0) add("partition ", std::to_string(at.partition));
  if (!where.empty()) text += "\n  " + where;
  if (!hint().empty()) text += "\n  hint: " + escaped(hint());
  return text;
}

Error Error::with(const ErrorContext& more) const {
  Body body{code(), cause(), hint(), context()};
  ErrorContext& at = body.context;
  if (at.doing.empty()) at.doing = more.doing;
  if (at.broker.empty()) at.broker = more.broker;
  if (at.topic.empty()) at.topic = more.topic;
  if (at.partition < 0) at.partition = more.partition;
  if (at.fate == Fate::unknown) at.fate = more.fate;
  return Error(std::make_shared<const Body>(std::move(body)));
}

Error Error::with_hint(std::string hint) const {
  return Error(std::make_shared<const Body>(Body{code(), cause(), std::move(hint), context()}));
}

std::ostream& operator<<(std::ostream& out, const Error& error) { return out << error.message(); }

Exception::Exception(Error error) : error_(std::move(error)), what_(std::make_shared<const std::string>(error_.message())) {}

} // namespace klamm
