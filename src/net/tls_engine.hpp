// One TLS connection as a machine of bytes: what the peer sent goes in, what is to be sent comes out, plaintext in and out. OpenSSL on a BIO of our own,
// which reads from and writes to this object's two buffers; neither sockets nor clocks. Used by one thread at a time.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>

#include "base/buffer.hpp"
#include "klamm/error.hpp"
#include "net/endpoint.hpp"
#include "net/tls_context.hpp"
#include "security/openssl.hpp"

struct x509_store_ctx_st;

namespace klamm::net {

class TlsEngine {
public:
  enum class State : std::uint8_t { done, wants_input, ended, failed };

  /// For a client `peer` is the broker: its name goes into SNI and is compared with the certificate.
  TlsEngine(std::shared_ptr<TlsContext> context, Endpoint peer);
  TlsEngine(const TlsEngine&) = delete;
  TlsEngine& operator=(const TlsEngine&) = delete;
  ~TlsEngine();

  /// Where bytes of the peer belong, and that so many were put there.
  std::span<std::byte> space();
  void received(std::size_t size) noexcept { input_end_ += size; }
  /// The stream below has ended: nothing follows.
  void end_of_input() noexcept { input_ended_ = true; }

  State handshake();
  /// As many bytes of plaintext as there are and fit; `size` of them even where the state is not done.
  State decrypt(std::span<std::byte> into, std::size_t& size);
  /// Encrypts from `pieces`, beginning `offset` bytes into the first, until all is encrypted or the output is large; what is encrypted is taken out
  /// of `pieces`. Small pieces share records.
  State encrypt(std::span<const Slice>& pieces, std::size_t& offset);
  /// Says goodbye (close_notify).
  void shut() noexcept;

  bool has_output() const noexcept { return output_size_ > 0; }
  /// What is to be sent; its memory is used again when the Slice is gone.
  Slice take_output();

  /// Why the state is failed: tls_failed, with cause and remedy.
  const Error& failure() const { return *failure_; }
  bool resumed() const noexcept;
  /// "TLSv1.3 TLS_AES_256_GCM_SHA384", for the log
  std::string description() const;

  static int on_new_session(ssl_st* ssl, ssl_session_st* session);
  static int on_certificate(int trusted, x509_store_ctx_st* check);

private:
  struct Bio;
  State after(int result);
  void put_output(ConstBytes bytes);
  std::size_t take_input(std::span<std::byte> into) noexcept;
  State write(ConstBytes bytes);

  std::shared_ptr<TlsContext> context_;
  Endpoint peer_;
  ssl_st* ssl_ = nullptr;
  Buffer input_;
  std::size_t input_begin_ = 0, input_end_ = 0;
  bool input_ended_ = false;
  bool established_ = false;
  MemoryBlock* output_ = nullptr;
  std::size_t output_size_ = 0;
  Buffer gathered_;                // small pieces of plaintext on their way into one record
  security::Certificate rejected_; // of the peer's chain, the one that failed
  bool rejected_is_peers_own_ = false;
  std::optional<Error> failure_;
};

} // namespace klamm::net
