/*
 * A key and a self-signed certificate for the built-in servers, made at every start, so that no
 * secret lies in the program. Knows OpenSSL and one file.
 */
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <stdio.h>

#include "modem/sim/loopback_int.h"

#define VALID_DAYS 3650

static bool name_it(X509 *cert)
{
	X509_NAME *name = X509_get_subject_name(cert);
	const unsigned char *text = (const unsigned char *)"server.loopback";
	return X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, text, -1, -1, 0) &&
	       X509_set_issuer_name(cert, name);
}

static X509 *make(EVP_PKEY *key)
{
	X509 *cert = X509_new();
	if (cert && X509_set_version(cert, X509_VERSION_3) &&
		ASN1_INTEGER_set(X509_get_serialNumber(cert), 1) &&
		X509_gmtime_adj(X509_getm_notBefore(cert), -86400) &&
		X509_gmtime_adj(X509_getm_notAfter(cert), 86400L * VALID_DAYS) &&
		X509_set_pubkey(cert, key) && name_it(cert) && X509_sign(cert, key, EVP_sha256()))
		return cert;
	X509_free(cert);
	return NULL;
}

static bool write_file(X509 *cert, const char *file)
{
	FILE *f = fopen(file, "w");
	if (!f)
		return false;
	bool written = PEM_write_X509(f, cert) == 1;
	return fclose(f) == 0 && written;
}

bool lb_certificate_use(SSL_CTX *context, const char *file)
{
	EVP_PKEY *key = EVP_EC_gen("P-256");
	X509 *cert = key ? make(key) : NULL;
	bool used = cert && SSL_CTX_use_certificate(context, cert) == 1 &&
		    SSL_CTX_use_PrivateKey(context, key) == 1 && (!file || write_file(cert, file));
	X509_free(cert);
	EVP_PKEY_free(key);
	return used;
}
