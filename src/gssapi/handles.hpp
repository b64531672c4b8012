// What the GSS-API hands out, given back by itself.
#pragma once

#include <gssapi/gssapi_ext.h>

#include <string>
#include <string_view>
#include <utility>

namespace klamm::gssapi {

template <class Handle, OM_uint32 (*give_back)(OM_uint32*, Handle*)>
class Owned {
public:
  Owned() = default;
  Owned(const Owned&) = delete;
  Owned& operator=(const Owned&) = delete;
  ~Owned() {
    OM_uint32 minor = 0;
    if (handle_) give_back(&minor, &handle_);
  }
  Handle get() const noexcept { return handle_; }
  Handle* out() noexcept { return &handle_; } ///< for a call that sets it

private:
  Handle handle_ = nullptr;
};

using Name = Owned<gss_name_t, &gss_release_name>;
using Credential = Owned<gss_cred_id_t, &gss_release_cred>;

/// Bytes that the GSS-API made.
class Bytes {
public:
  Bytes() = default;
  Bytes(const Bytes&) = delete;
  Bytes& operator=(const Bytes&) = delete;
  ~Bytes() {
    OM_uint32 minor = 0;
    gss_release_buffer(&minor, &buffer_);
  }
  gss_buffer_t out() noexcept { return &buffer_; }
  std::string_view view() const noexcept { return {static_cast<const char*>(buffer_.value), buffer_.length}; }

private:
  gss_buffer_desc buffer_{};
};

/// Bytes of ours for a call that only reads them.
inline gss_buffer_desc input(std::string_view bytes) noexcept {
  return {bytes.size(), const_cast<char*>(bytes.data())}; // NOLINT(cppcoreguidelines-pro-type-const-cast): the interface is C's
}

} // namespace klamm::gssapi
