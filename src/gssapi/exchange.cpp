#include "gssapi/exchange.hpp"

#include <gssapi/gssapi_krb5.h>
#include <krb5.h>

#include <array>
#include <atomic>

namespace klamm::gssapi {
namespace {

constexpr unsigned char no_layer = 1; // RFC 4752: bit of the mask
constexpr OM_uint32 wanted = GSS_C_MUTUAL_FLAG | GSS_C_INTEG_FLAG;

Error bad_broker(const std::string& what) {
  return Error(ErrorCode::sasl_authentication_failed, "the broker broke the rules of GSSAPI: " + what,
               "something that is not the broker may be posing as it: check the address, and use SASL_SSL");
}

std::string unique_cache() {
  static std::atomic<unsigned> count{0};
  return "MEMORY:klamm-" + std::to_string(++count);
}

gss_OID kerberos() { return const_cast<gss_OID>(gss_mech_krb5); } // NOLINT(cppcoreguidelines-pro-type-const-cast): the interface is C's

} // namespace

Tickets::Tickets(KerberosSettings settings)
    : settings_(std::move(settings)), memory_cache_(settings_.keytab.empty() ? std::string() : unique_cache()) {}

Tickets::~Tickets() {
  krb5_context context = nullptr;
  if (memory_cache_.empty() || krb5_init_context(&context) != 0) return;
  krb5_ccache cache = nullptr;
  if (krb5_cc_resolve(context, memory_cache_.c_str(), &cache) == 0) krb5_cc_destroy(context, cache);
  krb5_free_context(context);
}

KerberosRefusal Tickets::acquire(Credential& credential) const {
  OM_uint32 major = 0, minor = 0;
  Name name;
  if (!settings_.principal.empty()) {
    gss_buffer_desc text = input(settings_.principal);
    major = gss_import_name(&minor, &text, const_cast<gss_OID>(GSS_KRB5_NT_PRINCIPAL_NAME), name.out()); // NOLINT
    if (GSS_ERROR(major)) return describe(major, minor);
  }
  const std::string keytab = "FILE:" + settings_.keytab;
  const std::string& cache = memory_cache_.empty() ? settings_.ticket_cache : memory_cache_;
  std::array<gss_key_value_element_desc, 2> elements{};
  gss_key_value_set_desc store{0, elements.data()};
  if (!cache.empty()) elements.at(store.count++) = {"ccache", cache.c_str()};
  if (!settings_.keytab.empty()) elements.at(store.count++) = {"client_keytab", keytab.c_str()};
  gss_OID_set_desc mechanisms{1, kerberos()};
  major = gss_acquire_cred_from(&minor, name.get(), 0, &mechanisms, GSS_C_INITIATE, store.count == 0 ? nullptr : &store, credential.out(),
                                nullptr, nullptr);
  if (GSS_ERROR(major)) return describe(major, minor);
  return {};
}

GssapiExchange::~GssapiExchange() {
  OM_uint32 minor = 0;
  if (context_ != GSS_C_NO_CONTEXT) gss_delete_sec_context(&minor, &context_, GSS_C_NO_BUFFER);
}

Result<std::optional<Secret>> GssapiExchange::step(std::string_view challenge) {
  switch (state_) {
    case State::begin: return begin();
    case State::tokens: return next_token(challenge);
    case State::layer: return choose_layer(challenge);
    case State::answered:
      if (!challenge.empty()) break;
      state_ = State::over;
      return std::optional<Secret>();
    case State::over: break;
  }
  return bad_broker("it sent a message after the last one");
}

Result<std::optional<Secret>> GssapiExchange::begin() {
  const std::lock_guard lock(tickets_->mutex());
  OM_uint32 minor = 0;
  const std::string service = tickets_->settings().service + "@" + host_;
  gss_buffer_desc text = input(service);
  const OM_uint32 major = gss_import_name(&minor, &text, const_cast<gss_OID>(GSS_C_NT_HOSTBASED_SERVICE), service_.out()); // NOLINT
  if (GSS_ERROR(major)) return refused(major, minor);
  if (const KerberosRefusal refusal = tickets_->acquire(credential_); refusal.major != 0)
    return kerberos_error(refusal, tickets_->settings(), host_);
  state_ = State::tokens;
  return next_token({});
}

Result<std::optional<Secret>> GssapiExchange::next_token(std::string_view challenge) {
  OM_uint32 minor = 0, flags = 0;
  gss_buffer_desc theirs = input(challenge);
  Bytes ours;
  const OM_uint32 major = gss_init_sec_context(&minor, credential_.get(), &context_, service_.get(), kerberos(), wanted, 0,
                                               GSS_C_NO_CHANNEL_BINDINGS, &theirs, nullptr, ours.out(), &flags, nullptr);
  if (GSS_ERROR(major)) return refused(major, minor);
  if (major == GSS_S_COMPLETE) {
    if ((flags & GSS_C_MUTUAL_FLAG) == 0) return bad_broker("it did not prove who it is");
    state_ = State::layer; // what we send is empty where Kerberos has nothing more to say: it is the broker's turn all the same
  }
  return std::optional(Secret(ours.view()));
}

Result<std::optional<Secret>> GssapiExchange::choose_layer(std::string_view challenge) {
  OM_uint32 minor = 0;
  gss_buffer_desc wrapped = input(challenge);
  Bytes offer;
  OM_uint32 major = gss_unwrap(&minor, context_, &wrapped, offer.out(), nullptr, nullptr);
  if (GSS_ERROR(major)) return bad_broker("its offer of security layers is not signed by it");
  if (offer.view().size() != 4) return bad_broker("its offer of security layers has " + std::to_string(offer.view().size()) + " bytes");
  if ((static_cast<unsigned char>(offer.view().front()) & no_layer) == 0)
    return Error(ErrorCode::sasl_authentication_failed, "the broker insists on a security layer of GSSAPI, and Kafka's protocol has none",
                 "sasl.qop=auth at the broker; SASL_SSL encrypts");
  // Without a layer the largest message is 0. No name follows: log us in as whom the ticket is for.
  gss_buffer_desc chosen = input(std::string_view("\x01\0\0\0", 4));
  Bytes answer;
  major = gss_wrap(&minor, context_, 0, GSS_C_QOP_DEFAULT, &chosen, nullptr, answer.out());
  if (GSS_ERROR(major)) return refused(major, minor);
  state_ = State::answered;
  return std::optional(Secret(answer.view()));
}

} // namespace klamm::gssapi
