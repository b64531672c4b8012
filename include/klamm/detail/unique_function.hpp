// A callable that is moved, never copied, and called once (std::move_only_function is C++23). Small ones live inside the object.
#pragma once

#include <cstddef>
#include <cstring>
#include <new>
#include <type_traits>
#include <utility>

namespace klamm {

template <class Signature, std::size_t InlineSize = 48>
class UniqueFunction;

template <class R, class... Args, std::size_t InlineSize>
class UniqueFunction<R(Args...), InlineSize> {
public:
  UniqueFunction() noexcept = default;
  UniqueFunction(std::nullptr_t) noexcept {} // NOLINT(google-explicit-constructor)

  template <class F>
    requires(!std::is_same_v<std::remove_cvref_t<F>, UniqueFunction> && std::is_invocable_r_v<R, std::remove_cvref_t<F>&, Args...>)
  UniqueFunction(F&& function) { // NOLINT(google-explicit-constructor,bugprone-forwarding-reference-overload): like std::function
    using Held = std::remove_cvref_t<F>;
    if constexpr (fits<Held>) {
      if constexpr (sizeof(Held) < sizeof(void*)) std::memset(storage_, 0, sizeof(void*)); // relocate() copies a whole word
      new (storage_) Held(std::forward<F>(function));
    } else {
      new (storage_) Held*(new Held(std::forward<F>(function)));
    }
    operations_ = &operations_of<Held>;
  }

  UniqueFunction(UniqueFunction&& other) noexcept { take(other); }
  UniqueFunction& operator=(UniqueFunction&& other) noexcept {
    if (this != &other) {
      reset();
      take(other);
    }
    return *this;
  }
  ~UniqueFunction() { reset(); }

  explicit operator bool() const noexcept { return operations_ != nullptr; }
  R operator()(Args... args) { return operations_->call(storage_, std::forward<Args>(args)...); }

  /// What can be done with the held callable, wherever it lies: for containers that pack many callables tightly.
  struct Operations {
    R (*call)(void*, Args&&...);
    void (*move)(void* from, void* to) noexcept; // leaves nothing to destroy in `from`; null: copy the bytes
    void (*destroy)(void*) noexcept;             // null: nothing to do
    std::size_t size;

    void relocate(void* from, void* to) const noexcept {
      if (move) move(from, to);
      else if (size <= sizeof(void*))
        std::memcpy(to, from, sizeof(void*)); // one word at a time: a wider load would wait for the store before it
      else std::memcpy(to, from, size);
    }
  };
  /// Null when nothing is held.
  const Operations* operations() const noexcept { return operations_; }
  /// Moves the held callable to `to`, which has room for operations()->size bytes, rounded up to whole pointers; this holds nothing afterwards.
  void relocate(void* to) noexcept { std::exchange(operations_, nullptr)->relocate(storage_, to); }

private:
  template <class Held>
  static constexpr bool fits = sizeof(Held) <= InlineSize && alignof(Held) <= alignof(void*) && std::is_nothrow_move_constructible_v<Held>;

  // Most handlers hold a few pointers: they are moved without a call. So is the pointer to one that does not fit.
  template <class Held>
  static constexpr bool moves_as_bytes = !fits<Held> || (std::is_trivially_copyable_v<Held> && std::is_trivially_destructible_v<Held>);

  template <class Held>
  static Held& held(void* storage) noexcept {
    if constexpr (fits<Held>) return *std::launder(static_cast<Held*>(storage));
    else return **std::launder(static_cast<Held**>(storage));
  }

  template <class Held>
  static R call_held(void* storage, Args&&... args) {
    return static_cast<R>(held<Held>(storage)(std::forward<Args>(args)...));
  }
  template <class Held>
  static void move_held(void* from, void* to) noexcept {
    new (to) Held(std::move(held<Held>(from)));
    held<Held>(from).~Held();
  }
  template <class Held>
  static void destroy_held(void* storage) noexcept {
    if constexpr (fits<Held>) held<Held>(storage).~Held();
    else delete &held<Held>(storage);
  }

  template <class Held>
  static constexpr Operations make_operations() noexcept {
    Operations operations{&call_held<Held>, nullptr, nullptr, fits<Held> ? sizeof(Held) : sizeof(Held*)};
    if constexpr (!moves_as_bytes<Held>) operations.move = &move_held<Held>;
    if constexpr (!fits<Held> || !std::is_trivially_destructible_v<Held>) operations.destroy = &destroy_held<Held>;
    return operations;
  }
  template <class Held>
  static constexpr Operations operations_of = make_operations<Held>();

  void take(UniqueFunction& other) noexcept {
    operations_ = std::exchange(other.operations_, nullptr);
    if (operations_) operations_->relocate(other.storage_, storage_);
  }
  void reset() noexcept {
    const Operations* operations = std::exchange(operations_, nullptr);
    if (operations && operations->destroy) operations->destroy(storage_);
  }

  alignas(void*) std::byte storage_[InlineSize];
  const Operations* operations_ = nullptr;
};

} // namespace klamm
