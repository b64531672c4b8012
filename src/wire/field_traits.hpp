// What kind of thing a field's C++ type is: the questions that every visitor of field lists asks.
#pragma once

#include <type_traits>

#include "wire/types.hpp"

namespace klamm::wire {

namespace detail {

template <class T>
struct IsVector : std::false_type {};
template <class T>
struct IsVector<std::vector<T>> : std::true_type {};
template <class T>
struct IsOptional : std::false_type {};
template <class T>
struct IsOptional<std::optional<T>> : std::true_type {};

template <class T>
concept Vector = IsVector<T>::value;
template <class T>
concept Optional = IsOptional<T>::value;
template <class T>
concept Number = std::is_arithmetic_v<T> || std::is_enum_v<T>;

struct NoIo {
  void operator()(const char*, const auto&, Field) const noexcept {}
};
template <class T>
concept Struct = requires(NoIo& io, const T& value) { T::fields(io, value); };

template <class T>
struct Underlying {
  using type = T;
};
template <class T>
  requires std::is_enum_v<T>
struct Underlying<T> : std::underlying_type<T> {};

} // namespace detail

/// The member of a default constructed T that lies where `member` lies in `owner`: the default of that field.
template <class Member>
const Member& default_of(const Member& member, const void* owner, const void* default_owner) noexcept {
  const auto offset = reinterpret_cast<const std::byte*>(&member) - static_cast<const std::byte*>(owner);
  return *reinterpret_cast<const Member*>(static_cast<const std::byte*>(default_owner) + offset);
}

namespace detail {
// Made at compile time and never destroyed: no guard, no work at start or exit.
template <class T>
union Immortal {
  T value;
  constexpr Immortal() : value{} {}
  constexpr ~Immortal() {}
};
template <class T>
constinit inline const Immortal<T> immortal;
} // namespace detail

template <class T>
const T& default_instance() noexcept {
  return detail::immortal<T>.value;
}

} // namespace klamm::wire
