// What went wrong, for a person and for a program: a code by the protocol's name, the cause, where it happened, and a remedy.
#pragma once

#include <cstdint>
#include <exception>
#include <iosfwd>
#include <memory>
#include <string>
#include <string_view>

#include "klamm/error_code.hpp"
#include "klamm/export.hpp"

namespace klamm {

/// Whether what failed may nevertheless have been carried out by the broker; for a record: whether it may be in the log.
enum class Fate : unsigned char {
  unknown,       ///< Says nothing: the broker answered, or no request is meant.
  not_sent,      ///< Certainly not: no byte of it left this process.
  possibly_sent, ///< The answer is missing, the request may have been carried out.
  refused,       ///< Certainly not: the broker has refused it.
  written        ///< It is in the leader's log, though not as safely as asked for (NOT_ENOUGH_REPLICAS_AFTER_APPEND).
};

/// Where an error happened. Empty (or -1) where it doesn't apply.
struct ErrorContext {
  std::string doing;  ///< What was being done, e.g. "connecting to 127.0.0.1:9092" or "Produce v12".
  std::string broker; ///< "HOST:PORT (node N)"
  std::string topic;
  std::int32_t partition = -1;
  Fate fate = Fate::unknown;
};

/// An error with its code, cause, context and remedy. Cheap to move and copy (one shared pointer); safe to read from any thread.
class KLAMM_EXPORT Error {
public:
  /// An error whose cause is what Kafka means by the code.
  explicit Error(ErrorCode code);
  /// `cause` is one sentence without a full stop; `hint` says what to do about it, where that is known.
  Error(ErrorCode code, std::string cause, std::string hint = {});

  ErrorCode code() const noexcept;
  /// The code's name in the protocol, e.g. "NOT_LEADER_OR_FOLLOWER".
  std::string_view name() const noexcept { return error_code_name(code()); }
  const std::string& cause() const noexcept;
  const std::string& hint() const noexcept;
  const ErrorContext& context() const noexcept;
  /// Whether the request may have reached the broker although it failed.
  Fate fate() const noexcept { return context().fate; }

  /// The whole message, possibly several lines: "error[1020]: cause", the context, the hint. Control characters that came from outside are
  /// escaped.
  std::string message() const;

  /// The same call may succeed later without any change.
  bool retriable() const noexcept { return error_code_traits(code()).retriable; }
  /// The transaction must be aborted; the producer stays usable (KIP-890, KIP-1050).
  bool abortable() const noexcept { return code() == ErrorCode::transaction_abortable; }
  /// No call of this client can succeed until something outside is changed (credentials, fencing).
  bool fatal() const noexcept;

  /// The same error with context filled in where `more` has something and this has nothing yet.
  Error with(const ErrorContext& more) const;
  Error with_hint(std::string hint) const;

private:
  struct Body;
  explicit Error(std::shared_ptr<const Body> body) noexcept;
  std::shared_ptr<const Body> body_;
};

/// Writes error.message().
KLAMM_EXPORT std::ostream& operator<<(std::ostream& out, const Error& error);

/// What Result<T>::value() throws; what() is the error's whole message.
class KLAMM_EXPORT Exception : public std::exception {
public:
  explicit Exception(Error error);
  const char* what() const noexcept override { return what_->c_str(); }
  const Error& error() const noexcept { return error_; }

private:
  Error error_;
  std::shared_ptr<const std::string> what_;
};

} // namespace klamm
