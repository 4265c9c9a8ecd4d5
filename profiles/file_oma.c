/* Objects Security (0), Server (1), Access Control (2) and APN Connection Profile (11) as OMA
 * registered them, versions 1.0 and 1.1, in one constant table. Facts, no behaviour. */
#include "profiles/file_oma.h"

#define I32_MAX  2147483647
#define U32_MAX  4294967295
#define COUNT(a) (sizeof(a) / sizeof *(a))

#define RES(o, r, n, t, m)       .object = (o), .resource = (r), .name = (n), .type = (t), .meaning = (m)
#define INT(o, r, n, lo, hi, m)  RES(o, r, n, FILE_TYPE_INT, m), .min = (lo), .max = (hi)
#define SECONDS(o, r, n, m)      INT(o, r, n, 0, I32_MAX, m), .unit = "s"
#define CHOICE(o, r, n, list, m) RES(o, r, n, FILE_TYPE_CHOICE, m), .choices = (list)
#define BOOL(o, r, n, m)         RES(o, r, n, FILE_TYPE_BOOL, m)
#define TEXT(o, r, n, m)         RES(o, r, n, FILE_TYPE_TEXT, m), .max = 255
#define OPAQUE(o, r, n, m)       RES(o, r, n, FILE_TYPE_OPAQUE, m)
#define LINK(o, r, n, m)         RES(o, r, n, FILE_TYPE_LINK, m)

static const struct qlw_choice security_modes[] = {
	{0, "PSK", "DTLS with a pre-shared key"},
	{1, "RPK", "DTLS with a raw public key"},
	{2, "certificate", "DTLS with certificates"},
	{3, "none", "no DTLS, everything is sent in the clear"},
	{4, "EST", "DTLS with certificates enrolled over EST"},
	{0, NULL, NULL},
};

static const struct qlw_choice matchings[] = {
	{0, "exact", "the certificate or key itself"},
	{1, "SHA-256", "its SHA-256"},
	{2, "SHA-384", "its SHA-384"},
	{3, "SHA-512", "its SHA-512"},
	{0, NULL, NULL},
};

static const struct qlw_choice usages[] = {
	{0, "CA", "CA constraint"},
	{1, "service", "service certificate constraint"},
	{2, "anchor", "trust anchor assertion"},
	{3, "domain", "domain-issued certificate"},
	{0, NULL, NULL},
};

static const struct qlw_choice authentications[] = {
	{0, "PAP", "PAP"},
	{1, "CHAP", "CHAP"},
	{2, "either", "PAP or CHAP"},
	{3, "none", "none"},
	{0, NULL, NULL},
};

static const struct qlw_choice results[] = {
	{0, "accepted", "accepted"},
	{1, "rejected", "rejected"},
	{0, NULL, NULL},
};

static const struct qlw_choice pdn_types[] = {
	{0, "non-IP", "non-IP"},
	{1, "IPv4", "IPv4"},
	{2, "IPv6", "IPv6"},
	{3, "IPv4v6", "IPv4 and IPv6"},
	{0, NULL, NULL},
};

static const struct qlw_choice transports[] = {
	{0, "U", "UDP"},
	{1, "M", "MQTT"},
	{2, "H", "HTTP"},
	{3, "T", "TCP"},
	{4, "S", "SMS"},
	{5, "N", "non-IP"},
	{0, NULL, NULL},
};

static const struct file_row rows[] = {
	/* 0: Security */
	{RES(0, 0, "LwM2M Server URI", FILE_TYPE_URI, "where the server is"), .max = QLW_URI_MAX},
	{BOOL(0, 1, "Bootstrap-Server",
		 "true: it hands out accounts; false: clients register there"),
		.mandatory = true},
	{CHOICE(0, 2, "Security Mode", security_modes, "how traffic to this server is protected"),
		.mandatory = true},
	{OPAQUE(0, 3, "Public Key or Identity", "PSK identity, or the client's certificate or key"),
		.secret = true},
	{OPAQUE(0, 4, "Server Public Key", "the server's certificate or public key")},
	{OPAQUE(0, 5, "Secret Key", "PSK key or private key"), .secret = true},
	{INT(0, 6, "SMS Security Mode", 0, 255, "how SMS are protected")},
	{OPAQUE(0, 7, "SMS Binding Key Parameters", "KIc, KID, SPI and TAR")},
	{OPAQUE(0, 8, "SMS Binding Secret Key(s)", "keys of the SMS binding"), .secret = true},
	{TEXT(0, 9, "LwM2M Server SMS Number", "telephone number of the server")},
	{INT(0, 10, "Short Server ID", 1, QLW_SHORT_ID_MAX, "number that names the server")},
	{SECONDS(0, 11, "Client Hold Off Time", "wait before the client asks for bootstrap")},
	{SECONDS(0, 12, "Bootstrap-Server Account Timeout",
		"when the bootstrap account is forgotten; 0: never")},
	{CHOICE(0, 13, "Matching Type", matchings, "what Server Public Key holds"),
		.oma_1_1 = true},
	{TEXT(0, 14, "SNI", "server name sent in the handshake"), .oma_1_1 = true},
	{CHOICE(0, 15, "Certificate Usage", usages, "how the certificate is checked"),
		.oma_1_1 = true},
	{INT(0, 16, "DTLS/TLS Ciphersuite", 0, U32_MAX, "cipher suites the client offers"),
		.multiple = true, .oma_1_1 = true},
	{LINK(0, 17, "OSCORE Security Mode", "instance of the OSCORE object"), .oma_1_1 = true},
	/* 1: Server */
	{INT(1, 0, "Short Server ID", 1, QLW_SHORT_ID_MAX, "names the server's security instance"),
		.mandatory = true},
	{INT(1, 1, "Lifetime", 0, U32_MAX, "how long a registration holds without an update"),
		.unit = "s", .mandatory = true},
	{SECONDS(1, 2, "Default Minimum Period", "shortest time between two notifications")},
	{SECONDS(1, 3, "Default Maximum Period", "longest time between two notifications")},
	{RES(1, 4, "Disable", FILE_TYPE_EXECUTE, "sends the client away for a while")},
	{SECONDS(1, 5, "Disable Timeout", "how long the client stays away after that")},
	{BOOL(1, 6, "Notification Storing When Disabled or Offline",
		 "true: notifications are kept until the server can be reached"),
		.mandatory = true},
	{RES(1, 7, "Binding", FILE_TYPE_BINDING, "transport, and whether the server queues"),
		.mandatory = true},
	{RES(1, 8, "Registration Update Trigger", FILE_TYPE_EXECUTE, "asks for an update")},
	{RES(1, 9, "Bootstrap-Request Trigger", FILE_TYPE_EXECUTE, "asks for a bootstrap"),
		.oma_1_1 = true},
	{LINK(1, 10, "APN Link", "APN connection profile (object 11) to use"), .oma_1_1 = true},
	{INT(1, 11, "TLS-DTLS Alert Code", 0, 255, "last alert of the server"), .oma_1_1 = true},
	{INT(1, 12, "Last Bootstrapped", 0, U32_MAX, "when bootstrap wrote this account"),
		.unit = "s since 1970", .oma_1_1 = true},
	{INT(1, 13, "Registration Priority Order", 0, U32_MAX, "lower ones register first"),
		.oma_1_1 = true},
	{INT(1, 14, "Initial Registration Delay Timer", 0, U32_MAX,
		 "wait after the server before it in that order"),
		.unit = "s", .oma_1_1 = true},
	{BOOL(1, 15, "Registration Failure Block", "true: a failure holds up the servers after it"),
		.oma_1_1 = true},
	{BOOL(1, 16, "Bootstrap on Registration Failure", "true: a failure leads to bootstrap"),
		.oma_1_1 = true},
	{INT(1, 17, "Communication Retry Count", 0, U32_MAX, "attempts of one sequence"),
		.oma_1_1 = true},
	{INT(1, 18, "Communication Retry Timer", 0, U32_MAX, "wait before the first retry"),
		.unit = "s", .oma_1_1 = true},
	{INT(1, 19, "Communication Sequence Delay Timer", 0, U32_MAX, "wait between sequences"),
		.unit = "s", .oma_1_1 = true},
	{INT(1, 20, "Communication Sequence Retry Count", 0, U32_MAX, "sequences before giving up"),
		.oma_1_1 = true},
	{BOOL(1, 21, "Trigger", "true: the client can be reached by SMS"), .oma_1_1 = true},
	{RES(1, 22, "Preferred Transport", FILE_TYPE_WORD, "transport to try first"),
		.choices = transports, .oma_1_1 = true},
	{BOOL(1, 23, "Mute Send", "true: the client may not send on its own"), .oma_1_1 = true},
	/* 2: Access Control */
	{INT(2, 0, "Object ID", 1, 65534, "object this is about"), .mandatory = true},
	{INT(2, 1, "Object Instance ID", 0, 65535, "instance this is about; 65535: none"),
		.mandatory = true},
	{INT(2, 2, "ACL", 0, 31,
		 "rights of a server: 1 read, 2 write, 4 execute, 8 delete, 16 create"),
		.multiple = true},
	{INT(2, 3, "Access Control Owner", 0, 65535, "short ID of the server that may change this"),
		.mandatory = true},
	/* 11: APN Connection Profile */
	{TEXT(11, 0, "Profile name", "name for people"), .mandatory = true},
	{TEXT(11, 1, "APN", "access point name; empty: the network chooses")},
	{BOOL(11, 2, "Auto select APN by device", "true: the device chooses")},
	{BOOL(11, 3, "Enable status", "true: the profile may be used")},
	{CHOICE(11, 4, "Authentication Type", authentications, "how the device proves itself"),
		.mandatory = true},
	{TEXT(11, 5, "User Name", "user name"), .secret = true},
	{TEXT(11, 6, "Secret", "password"), .secret = true},
	{TEXT(11, 7, "Reconnect Schedule", "waits before retries, in seconds, commas between")},
	{TEXT(11, 8, "Validity (MCC, MNC)", "network it is good for"), .multiple = true},
	{INT(11, 9, "Connection establishment time", 0, U32_MAX, "when a connection was asked for"),
		.multiple = true},
	{CHOICE(11, 10, "Connection establishment result", results, "how that ended"),
		.multiple = true},
	{INT(11, 11, "Connection establishment reject cause", 0, 111, "why it was rejected"),
		.multiple = true},
	{INT(11, 12, "Connection end time", 0, U32_MAX, "when it ended"), .multiple = true},
	{INT(11, 13, "TotalBytesSent", 0, INT64_MAX, "bytes sent")},
	{INT(11, 14, "TotalBytesReceived", 0, INT64_MAX, "bytes received")},
	{TEXT(11, 15, "IP address", "address"), .multiple = true},
	{TEXT(11, 16, "Prefix length", "of an IPv6 address"), .multiple = true},
	{TEXT(11, 17, "Subnet mask", "of an IPv4 address"), .multiple = true},
	{TEXT(11, 18, "Gateway", "gateway"), .multiple = true},
	{TEXT(11, 19, "Primary DNS address", "first name server"), .multiple = true},
	{TEXT(11, 20, "Secondary DNS address", "second name server"), .multiple = true},
	{INT(11, 21, "QCI", 1, 9, "quality of service class")},
	{LINK(11, 22, "Vendor specific extensions", "object of a vendor")},
	{INT(11, 23, "TotalPacketsSent", 0, INT64_MAX, "packets sent"), .oma_1_1 = true},
	{CHOICE(11, 24, "PDN Type", pdn_types, "kind of connection"), .oma_1_1 = true},
	{INT(11, 25, "APN Rate Control", 0, INT64_MAX, "messages allowed in a unit of time"),
		.oma_1_1 = true},
};

const struct file_row *file_oma_row(size_t i)
{
	return i < COUNT(rows) ? &rows[i] : NULL;
}

const char *file_object_name(unsigned object)
{
	static const struct {
		unsigned object;
		const char *name;
	} objects[] = {{0, "LwM2M Security"}, {1, "LwM2M Server"}, {2, "LwM2M Access Control"},
		{11, "APN Connection Profile"}};
	for (size_t i = 0; i < COUNT(objects); i++)
		if (objects[i].object == object)
			return objects[i].name;
	return NULL;
}
