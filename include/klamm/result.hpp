// Result<T>: a value or an Error. What talks to the cluster gives one.
#pragma once

#include <utility>

#include "klamm/build_config.hpp"
#include "klamm/error.hpp"

#if KLAMM_STD_EXPECTED
#include <expected>
#else
#include <tl/expected.hpp>
#endif

namespace klamm {

namespace detail {
#if KLAMM_STD_EXPECTED
template <class T>
using Expected = std::expected<T, Error>;
using Unexpected = std::unexpected<Error>;
#else
template <class T>
using Expected = tl::expected<T, Error>;
using Unexpected = tl::unexpected<Error>;
#endif
} // namespace detail

/// A T or an Error, as std::expected<T, Error>, with two comforts: it is made from an Error directly, and value() throws klamm::Exception,
/// whose what() is the error's whole message.
template <class T>
class [[nodiscard]] Result : public detail::Expected<T> {
  using Base = detail::Expected<T>;

public:
  using Base::Base;
  Result(Error error) : Base(detail::Unexpected(std::move(error))) {} // NOLINT(google-explicit-constructor): `return error;`

  T& value() & { return check(), **this; }
  const T& value() const& { return check(), **this; }
  T value() && { return check(), std::move(**this); } // by value: `for (auto& r : consumer.poll(1s).value())` must not dangle

private:
  void check() const {
    if (!this->has_value()) throw Exception(this->error());
  }
};

template <>
class [[nodiscard]] Result<void> : public detail::Expected<void> {
  using Base = detail::Expected<void>;

public:
  using Base::Base;
  Result(Error error) : Base(detail::Unexpected(std::move(error))) {} // NOLINT(google-explicit-constructor)

  void value() const {
    if (!has_value()) throw Exception(error());
  }
};

} // namespace klamm
