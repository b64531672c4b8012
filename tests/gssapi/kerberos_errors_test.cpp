#include "gssapi/kerberos_errors.hpp"

#include <doctest/doctest.h>
#include <gssapi/gssapi.h>
#include <krb5.h>

using namespace klamm;
using namespace klamm::gssapi;

TEST_CASE("kerberos errors: each says what to do, and what Kerberos said") {
  const KerberosSettings settings{"kafka", "alice@KLAMM.TEST", "/etc/alice.keytab", {}};
  struct Expected {
    krb5_error_code minor;
    std::uint32_t major;
    std::string_view cause, hint;
  };
  const Expected all[] = {
      {KRB5KDC_ERR_S_PRINCIPAL_UNKNOWN, GSS_S_FAILURE, "Kerberos knows no service kafka/broker1", "sasl.kerberos.service.name"},
      {KRB5KDC_ERR_C_PRINCIPAL_UNKNOWN, GSS_S_FAILURE, "does not know alice@KLAMM.TEST", "sasl.kerberos.principal"},
      {KRB5KRB_AP_ERR_SKEW, GSS_S_FAILURE, "clock", "NTP"},
      {KRB5_KDC_UNREACH, GSS_S_FAILURE, "no KDC can be reached", "krb5.conf"},
      {KRB5KRB_AP_ERR_TKT_EXPIRED, GSS_S_FAILURE, "ticket of alice@KLAMM.TEST has expired", "kinit"},
      {0, GSS_S_CREDENTIALS_EXPIRED, "has expired", "kinit"},
      {KRB5KDC_ERR_PREAUTH_FAILED, GSS_S_FAILURE, "refuses the key of alice@KLAMM.TEST", "ktadd"},
      {KRB5_KT_NOTFOUND, GSS_S_FAILURE, "/etc/alice.keytab has no key of alice@KLAMM.TEST", "klist -k"},
      {KRB5_CONFIG_NODEFREALM, GSS_S_FAILURE, "not configured", "KRB5_CONFIG"},
      {0, GSS_S_NO_CRED, "/etc/alice.keytab has no key of alice@KLAMM.TEST", "klist -k"},
      {KRB5_PROG_ETYPE_NOSUPP, GSS_S_FAILURE, "failed to log in to kafka/broker1", "KRB5_TRACE"},
  };
  for (const Expected& expected : all) {
    const Error error = kerberos_error({expected.major, static_cast<std::uint32_t>(expected.minor), "its words"}, settings, "broker1");
    INFO(error.message());
    CHECK(error.cause().find(expected.cause) != std::string::npos);
    CHECK(error.cause().find("its words") != std::string::npos);
    CHECK(error.hint().find(expected.hint) != std::string::npos);
    CHECK(error.code() == (expected.minor == KRB5_KDC_UNREACH ? ErrorCode::connect_failed : ErrorCode::sasl_authentication_failed));
  }
  const Error cache = kerberos_error({GSS_S_NO_CRED, 0, "none"}, {"kafka", "", "", ""}, "b");
  CHECK(cache.cause().find("no Kerberos ticket for the client in the ticket cache") != std::string::npos);
  CHECK(cache.hint().find("sasl.kerberos.keytab") != std::string::npos);
}

TEST_CASE("kerberos errors: where Kerberos has no words of its own, the GSS-API's are told") {
  CHECK(describe(GSS_S_NO_CRED, 0).text.find("No credentials") != std::string::npos);
}
