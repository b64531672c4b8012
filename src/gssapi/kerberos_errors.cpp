#include "gssapi/kerberos_errors.hpp"

#include <gssapi/gssapi_krb5.h>
#include <krb5.h>

#include "base/text.hpp"
#include "gssapi/handles.hpp"

namespace klamm::gssapi {
namespace {

std::string words(OM_uint32 code, int kind) {
  std::string text;
  OM_uint32 more = 0;
  do {
    OM_uint32 minor = 0;
    Bytes line;
    if (GSS_ERROR(gss_display_status(&minor, code, kind, const_cast<gss_OID>(gss_mech_krb5), &more, line.out()))) break; // NOLINT
    text += (text.empty() ? "" : "; ") + escaped(line.view());
  } while (more != 0);
  return text;
}

std::string client(const KerberosSettings& settings) { return settings.principal.empty() ? "the client" : settings.principal; }

std::string source(const KerberosSettings& settings) {
  if (!settings.keytab.empty()) return "the keytab " + settings.keytab;
  return settings.ticket_cache.empty() ? "the ticket cache" : "the ticket cache " + settings.ticket_cache;
}

} // namespace

KerberosRefusal describe(std::uint32_t major, std::uint32_t minor) {
  std::string text = minor == 0 ? std::string() : words(minor, GSS_C_MECH_CODE);
  if (text.empty()) text = words(major, GSS_C_GSS_CODE);
  return {major, minor, std::move(text)};
}

Error kerberos_error(const KerberosRefusal& refusal, const KerberosSettings& settings, const std::string& host) {
  const auto failed = [&](const std::string& cause, std::string hint) {
    return Error(ErrorCode::sasl_authentication_failed, cause + " (Kerberos: " + refusal.text + ")", std::move(hint));
  };
  const auto no_key = [&] { return source(settings) + " has no key of " + client(settings); };
  static const std::string check_keytab = "klist -k shows whose keys are in it; sasl.kerberos.principal";
  const std::string service = settings.service + "/" + host;
  switch (static_cast<krb5_error_code>(refusal.minor)) {
    case KRB5KDC_ERR_S_PRINCIPAL_UNKNOWN:
    case KRB5KDC_ERR_S_OLD_MAST_KVNO:
      return failed("Kerberos knows no service " + service,
                    "sasl.kerberos.service.name must be the first part of the brokers' principals, and they must be addressed by the host "
                    "name in them (bootstrap.servers, advertised.listeners)");
    case KRB5KDC_ERR_C_PRINCIPAL_UNKNOWN:
      return failed("Kerberos does not know " + client(settings), "sasl.kerberos.principal=NAME@REALM, as kadmin's listprincs shows it");
    case KRB5KRB_AP_ERR_SKEW:
    case KRB5KRB_AP_ERR_TKT_NYV:
    case KRB5KDC_ERR_NEVER_VALID:
      return failed("this machine's clock and Kerberos' differ by more than is allowed",
                    "set the clocks by NTP; 5 minutes are usually allowed");
    case KRB5_KDC_UNREACH:
    case KRB5_REALM_CANT_RESOLVE:
    case KRB5_REALM_UNKNOWN:
      return Error(ErrorCode::connect_failed, "no KDC can be reached (Kerberos: " + refusal.text + ")",
                   "[realms] and dns_lookup_kdc in krb5.conf (or the file that KRB5_CONFIG names), port 88 of the KDC, firewalls");
    case KRB5KRB_AP_ERR_TKT_EXPIRED:
    case KRB5KDC_ERR_NAME_EXP:
      return failed("the Kerberos ticket of " + client(settings) + " has expired",
                    "kinit again, or sasl.kerberos.keytab, which renews by itself");
    case KRB5KDC_ERR_PREAUTH_FAILED:
    case KRB5KRB_AP_ERR_BAD_INTEGRITY:
      return failed("Kerberos refuses the key of " + client(settings) + " in " + source(settings),
                    "its password was changed after the keytab was made: make it anew (ktadd)");
    case KRB5_KT_NOTFOUND:
    case KRB5_KT_NAME_TOOLONG: return failed(no_key(), check_keytab);
    case KRB5_CONFIG_CANTOPEN:
    case KRB5_CONFIG_NODEFREALM:
    case KRB5_CONFIG_BADFORMAT:
      return failed("Kerberos is not configured on this machine",
                    "default_realm and [realms] in krb5.conf, or in the file that KRB5_CONFIG names");
    default: break;
  }
  const OM_uint32 routine = GSS_ROUTINE_ERROR(refusal.major);
  if (routine == GSS_S_CREDENTIALS_EXPIRED)
    return failed("the Kerberos ticket of " + client(settings) + " has expired",
                  "kinit again, or sasl.kerberos.keytab, which renews by itself");
  if ((routine == GSS_S_NO_CRED || routine == GSS_S_DEFECTIVE_CREDENTIAL) && !settings.keytab.empty())
    return failed(no_key(), check_keytab);
  if (routine == GSS_S_NO_CRED || routine == GSS_S_DEFECTIVE_CREDENTIAL)
    return failed("there is no Kerberos ticket for " + client(settings) + " in " + source(settings),
                  "kinit as the user whom this program runs as, KRB5CCNAME, or sasl.kerberos.keytab=FILE with "
                  "sasl.kerberos.principal=NAME@REALM");
  return failed("Kerberos failed to log in to " + service, "klist and krb5.conf; KRB5_TRACE=/dev/stderr shows what it does");
}

} // namespace klamm::gssapi
