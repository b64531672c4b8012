#include "net/tls_engine.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <cstring>

#include "net/tls_errors.hpp"

namespace klamm::net {
namespace {

constexpr std::size_t input_capacity = 128 << 10;
constexpr std::size_t record = 16 << 10;        // the most that TLS puts into one
constexpr std::size_t large_output = 128 << 10; // then it is time to write
constexpr std::size_t output_capacity = large_output + record + (8 << 10);

bool is_numeric(const std::string& host) noexcept {
  unsigned char address[sizeof(in6_addr)];
  return inet_pton(AF_INET, host.c_str(), address) == 1 || inet_pton(AF_INET6, host.c_str(), address) == 1;
}

TlsEngine& engine_of(BIO* bio) noexcept { return *static_cast<TlsEngine*>(BIO_get_data(bio)); }

} // namespace

/// OpenSSL's view of the two buffers.
struct TlsEngine::Bio {
  static int read(BIO* bio, char* into, int size) {
    BIO_clear_retry_flags(bio);
    TlsEngine& engine = engine_of(bio);
    const std::size_t taken = engine.take_input({reinterpret_cast<std::byte*>(into), static_cast<std::size_t>(size)});
    if (taken > 0) return static_cast<int>(taken);
    if (engine.input_ended_) return 0;
    BIO_set_retry_read(bio);
    return -1;
  }
  static int write(BIO* bio, const char* bytes, int size) {
    BIO_clear_retry_flags(bio);
    try { // nothing may be thrown through OpenSSL
      engine_of(bio).put_output(as_bytes({bytes, static_cast<std::size_t>(size)}));
      return size;
    } catch (const std::bad_alloc&) {
      return -1;
    }
  }
  static long control(BIO* bio, int command, long, void*) {
    if (command == BIO_CTRL_EOF) return engine_of(bio).input_ended_ ? 1 : 0;
    return command == BIO_CTRL_FLUSH ? 1 : 0;
  }
  static BIO_METHOD* method() {
    static BIO_METHOD* const made = [] {
      BIO_METHOD* m = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "klamm");
      BIO_meth_set_read(m, &read);
      BIO_meth_set_write(m, &write);
      BIO_meth_set_ctrl(m, &control);
      return m;
    }();
    return made;
  }
};

TlsEngine::TlsEngine(std::shared_ptr<TlsContext> context, Endpoint peer)
    : context_(std::move(context)), peer_(std::move(peer)), ssl_(SSL_new(context_->get())), input_(input_capacity) {
  BIO* bio = ssl_ ? BIO_new(Bio::method()) : nullptr;
  if (!bio) {
    SSL_free(ssl_);
    throw std::bad_alloc();
  }
  BIO_set_data(bio, this);
  BIO_set_init(bio, 1);
  SSL_set_bio(ssl_, bio, bio);
  SSL_set_app_data(ssl_, this);
  if (context_->is_server()) {
    SSL_set_accept_state(ssl_);
    return;
  }
  SSL_set_connect_state(ssl_);
  std::string host = peer_.host;
  if (host.ends_with('.')) host.pop_back(); // certificates name hosts without the root's dot
  const bool named = !is_numeric(host);
  if (named) SSL_set_tlsext_host_name(ssl_, host.c_str());
  if (context_->checks_host()) {
    X509_VERIFY_PARAM* const verify = SSL_get0_param(ssl_);
    X509_VERIFY_PARAM_set_hostflags(verify, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    const int set =
        named ? X509_VERIFY_PARAM_set1_host(verify, host.c_str(), host.size()) : X509_VERIFY_PARAM_set1_ip_asc(verify, host.c_str());
    if (set != 1 || host.empty()) failure_ = Error(ErrorCode::tls_failed, "no certificate can be for the host name \"" + peer_.host + "\"");
  }
  if (SSL_SESSION* session = context_->take_session(peer_.to_string())) {
    SSL_set_session(ssl_, session);
    SSL_SESSION_free(session);
  }
}

TlsEngine::~TlsEngine() {
  SSL_free(ssl_);
  if (output_) output_->drop();
}

std::span<std::byte> TlsEngine::space() {
  if (input_begin_ == input_end_) input_begin_ = input_end_ = 0;
  if (input_begin_ > 0 && input_end_ > input_capacity / 2) { // only a part of a record is left
    std::memmove(input_.data(), input_.data() + input_begin_, input_end_ - input_begin_);
    input_end_ -= input_begin_;
    input_begin_ = 0;
  }
  return {input_.data() + input_end_, input_capacity - input_end_};
}

std::size_t TlsEngine::take_input(std::span<std::byte> into) noexcept {
  const std::size_t size = std::min(into.size(), input_end_ - input_begin_);
  std::memcpy(into.data(), input_.data() + input_begin_, size);
  input_begin_ += size;
  return size;
}

void TlsEngine::put_output(ConstBytes bytes) {
  const bool in_use = output_ && output_->references.load(std::memory_order_acquire) > 1;
  if (!output_ || (in_use && output_size_ == 0)) {
    if (output_) output_->drop();
    output_ = MemoryBlock::allocate(output_capacity);
  }
  if (output_->capacity - output_size_ < bytes.size()) { // a handshake's certificates may be that large
    MemoryBlock* const larger = MemoryBlock::allocate(std::max(output_->capacity * 2, output_size_ + bytes.size()));
    std::memcpy(larger->data, output_->data, output_size_);
    output_->drop();
    output_ = larger;
  }
  std::memcpy(output_->data + output_size_, bytes.data(), bytes.size());
  output_size_ += bytes.size();
}

Slice TlsEngine::take_output() {
  output_->retain();
  return Slice::adopt(output_, {output_->data, std::exchange(output_size_, 0)});
}

/// What a call of OpenSSL that did not succeed means.
TlsEngine::State TlsEngine::after(int result) {
  switch (SSL_get_error(ssl_, result)) {
    case SSL_ERROR_NONE: return State::done;
    case SSL_ERROR_WANT_READ: return State::wants_input;
    case SSL_ERROR_ZERO_RETURN: return State::ended;
    default: break;
  }
  const bool cut = input_ended_ && ERR_GET_REASON(ERR_peek_last_error()) == SSL_R_UNEXPECTED_EOF_WHILE_READING;
  if (cut && established_) {
    ERR_clear_error();
    return State::ended; // without a goodbye: frames tell whether something is missing
  }
  if (!failure_) failure_ = tls_failure({ssl_, *context_, peer_, rejected_.get(), rejected_is_peers_own_, established_, cut});
  ERR_clear_error();
  // OpenSSL just goes away from who speaks no TLS. Kafka's brokers say that it was expected, and the embedded ones do as they do.
  static constexpr unsigned char unexpected_message[] = {0x15, 3, 3, 0, 2, 2, 10};
  if (context_->is_server() && !established_ && !has_output()) put_output(std::as_bytes(std::span(unexpected_message)));
  return State::failed;
}

TlsEngine::State TlsEngine::handshake() {
  if (failure_) return State::failed;
  ERR_clear_error();
  const int result = SSL_do_handshake(ssl_);
  if (result != 1) return after(result);
  established_ = true;
  return State::done;
}

TlsEngine::State TlsEngine::decrypt(std::span<std::byte> into, std::size_t& size) {
  size = 0;
  if (failure_) return State::failed;
  ERR_clear_error();
  while (size < into.size()) {
    std::size_t n = 0;
    const int result = SSL_read_ex(ssl_, into.data() + size, into.size() - size, &n);
    if (result != 1) return after(result);
    size += n;
  }
  return State::done;
}

TlsEngine::State TlsEngine::write(ConstBytes bytes) {
  while (!bytes.empty()) {
    std::size_t n = 0;
    const int result = SSL_write_ex(ssl_, bytes.data(), bytes.size(), &n);
    if (result != 1) return after(result);
    bytes = bytes.subspan(n);
  }
  return State::done;
}

TlsEngine::State TlsEngine::encrypt(std::span<const Slice>& pieces, std::size_t& offset) {
  if (failure_) return State::failed;
  ERR_clear_error();
  if (gathered_.capacity() == 0) gathered_ = Buffer(record);
  while (!pieces.empty() && output_size_ < large_output) {
    const ConstBytes rest = pieces.front().bytes().subspan(offset);
    // Whole records straight from where they are; what is smaller is put together first.
    const bool direct = gathered_.size() == 0 && rest.size() >= record;
    const std::size_t size = direct ? record : std::min(rest.size(), record - gathered_.size());
    if (direct) {
      if (const State state = write(rest.first(size)); state != State::done) return state;
    } else {
      gathered_.append(rest.first(size));
    }
    offset += size;
    if (offset == pieces.front().size()) {
      pieces = pieces.subspan(1);
      offset = 0;
    }
    if (gathered_.size() < record && !(pieces.empty() && gathered_.size() > 0)) continue;
    const State state = write(gathered_.bytes());
    gathered_.resize(0);
    if (state != State::done) return state;
  }
  return State::done;
}

void TlsEngine::shut() noexcept {
  if (!established_ || failure_) return;
  SSL_shutdown(ssl_);
  ERR_clear_error();
}

bool TlsEngine::resumed() const noexcept { return SSL_session_reused(ssl_) == 1; }

std::string TlsEngine::description() const {
  return std::string(SSL_get_version(ssl_)) + " " + SSL_get_cipher_name(ssl_) + (resumed() ? ", resumed" : "");
}

/// Called for each certificate of the peer's chain; keeps the one that is not good enough, for the error's text.
int TlsEngine::on_certificate(int trusted, X509_STORE_CTX* check) {
  if (trusted == 1) return 1;
  const auto* ssl = static_cast<const SSL*>(X509_STORE_CTX_get_ex_data(check, SSL_get_ex_data_X509_STORE_CTX_idx()));
  TlsEngine& engine = *static_cast<TlsEngine*>(SSL_get_app_data(ssl));
  X509* const bad = X509_STORE_CTX_get_current_cert(check);
  if (bad && X509_up_ref(bad) == 1) engine.rejected_.reset(bad);
  engine.rejected_is_peers_own_ = X509_STORE_CTX_get_error_depth(check) == 0;
  return 0;
}

int TlsEngine::on_new_session(SSL* ssl, SSL_SESSION* session) {
  TlsEngine& engine = *static_cast<TlsEngine*>(SSL_get_app_data(ssl));
  try {
    engine.context_->keep_session(engine.peer_.to_string(), session);
    return 1; // it is ours now
  } catch (const std::bad_alloc&) {
    return 0;
  }
}

} // namespace klamm::net
