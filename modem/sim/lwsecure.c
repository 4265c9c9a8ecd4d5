/* What secures a server's connection: keys and certificates, and whether they belong to its address
 * (2.5.2). Opens nothing. */
#include <stdio.h>

#include "modem/sim/lwdefs.h"
#include "modem/sim/lwint.h"

static const char *find_file(struct lw_server *s, const char *kind, char *path, size_t max)
{
	char name[32];
	snprintf(name, sizeof(name), "%u_%s", s->short_id, kind);
	return s->lw->env.file && s->lw->env.file(s->lw->env.ctx, name, path, max) ? path : NULL;
}

static void add_psk(struct lw_server *s, struct coap_link_options *o)
{
	const struct lw_tree *t = &s->lw->tree;
	const struct lw_value *key = lw_tree_get(t, LW_OBJECT_SECURITY, s->security, 5);
	o->psk_id = lw_tree_text(t, LW_OBJECT_SECURITY, s->security, 3);
	o->psk_key = key ? key->data : NULL;
	o->psk_key_len = key ? key->len : 0;
}

/* ROOTCA_SUPPORT_MODE: what validates the certificate of the peer. */
static const char *trusted_kind(const struct lw_server *s)
{
	return lw_settings(s->lw)->tuning.root_ca ? "ca.pem" : "server.pem";
}

static void add_certificates(
	struct lw_server *s, struct coap_link_options *o, struct lw_credentials *c)
{
	o->ca_file = find_file(s, trusted_kind(s), c->ca, sizeof(c->ca));
	o->cert_file = find_file(s, "client.pem", c->cert, sizeof(c->cert));
	o->key_file = find_file(s, "client.key", c->key, sizeof(c->key));
	if (!o->cert_file || !o->key_file)
		o->cert_file = o->key_file = NULL;
}

enum security_mode {
	SECURITY_PSK = 0,
	SECURITY_CERTIFICATE = 2,
	SECURITY_NONE = 3,
};

/* Scheme, mode and credentials must belong together; no server could heal it otherwise. */
static const char *contradiction(const struct coap_link_options *o, int64_t mode)
{
	if (o->secure && mode == SECURITY_NONE)
		return "coaps:// with security mode 3";
	if (!o->secure && mode != SECURITY_NONE)
		return "coap:// with a security mode other than 3";
	if (mode == SECURITY_PSK && !o->psk_key_len)
		return "security mode 0 without a key";
	if (mode == SECURITY_CERTIFICATE && !o->ca_file)
		return "security mode 2 without the certificate to trust: "
		       "/datatx/ssl/<ssid>_server.pem, "
		       "or <ssid>_ca.pem with ROOTCA_SUPPORT_MODE=3";
	return mode == SECURITY_PSK || mode == SECURITY_CERTIFICATE || mode == SECURITY_NONE
		       ? NULL
		       : "an unknown security mode";
}

const char *lw_secure(struct lw_server *s, struct coap_link_options *o, struct lw_credentials *c)
{
	int64_t mode = lw_tree_number(&s->lw->tree, LW_OBJECT_SECURITY, s->security, 2, 3);
	if (mode == SECURITY_PSK)
		add_psk(s, o);
	else if (mode == SECURITY_CERTIFICATE)
		add_certificates(s, o, c);
	return contradiction(o, mode);
}
