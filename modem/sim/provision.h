/*
 * The provisioning files of 2.5 under /datatx, as read at start: bootstrap.ini into accounts,
 * carrier_apn_cfg, lwm2m_cfg, lwm2m_app_autostart and ssl/<ssid>_server.psk.
 */
#ifndef QLW_SIM_PROVISION_H
#define QLW_SIM_PROVISION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "modem/sim/lw.h"

struct flash;
struct settings;

/* X(member, key, default, why): Table 5 but its rows that hold no number (APN, IP_FAMILY, BINDINGS,
 * VERSION). why is NULL where the row acts, else the reason why it means nothing on a simulated
 * radio. */
#define LWM2M_CFG(X)                                                                               \
	X(RETRY_TIMEOUT, "RETRY_TIMEOUT", 30, NULL)                                                \
	X(RETRY_EXPONENT_VAL, "RETRY_EXPONENT_VAL", 2, NULL)                                       \
	X(MAX_RETRY_TIMEOUT, "MAX_RETRY_TIMEOUT", 640, NULL)                                       \
	X(MAX_NO_RETRIES, "MAX_NO_RETRIES", 5, NULL)                                               \
	X(ACK_TIMEOUT, "ACK_TIMEOUT", 60, NULL)                                                    \
	X(REG_RETRY_TIMEOUT, "REG_RETRY_TIMEOUT", 60, NULL)                                        \
	X(REG_RETRY_EXPONENT, "REG_RETRY_EXPONENT", 2, NULL)                                       \
	X(REG_RETRY_MAXTIMEOUT, "REG_RETRY_MAXTIMEOUT", 480, NULL)                                 \
	X(REG_UPDATE_ON_RECONNECT, "REG_UPDATE_ON_RECONNECT", 0, NULL)                             \
	X(ROAMING_FEAT, "ROAMING_FEAT", 1, NULL)                                                   \
	X(PER_REGSTATUS_FEAT, "PER_REGSTATUS_FEAT", 0, NULL)                                       \
	X(PER_BOOTSTRAP_FEAT, "PER_BOOTSTRAP_FEAT", 1, NULL)                                       \
	X(BATTERY_LEVEL_THRESHOLD, "BATTERY_LEVEL_THRESHOLD", 20, NULL)                            \
	X(CARRIER_TYPE, "CARRIER_TYPE", 0, NULL)                                                   \
	X(REG_EP_NAME, "REG_EP_NAME", 4, NULL)                                                     \
	X(BOOTSTRAP_EP_NAME, "BOOTSTRAP_EP_NAME", 7, NULL)                                         \
	X(BOOT_UP_SLEEP_TIME, "BOOT_UP_SLEEP_TIME", 5, NULL)                                       \
	X(GPS_MIN_INTERVAL, "GPS_MIN_INTERVAL", 3000, "there is no GNSS here, the position stays") \
	X(GPS_MIN_DISTANCE, "GPS_MIN_DISTANCE", 1, "there is no GNSS here, the position stays")    \
	X(SMS_RESETS, "MAX_NO_OF_FACTORY_RESET_PER_HOUR_BY_SMS", 1, "there is no SMS here")        \
	X(SMS_UPDATES, "MAX_NO_OF_REG_UPDATE_PER_HOUR_BY_SMS", 1, "there is no SMS here")          \
	X(NEXT_CYCLE, "WAIT_TIME_TO_TRIGGER_NEXT_REG_CYCLE", 86400, NULL)                          \
	X(BOOTSTRAP_WAIT, "MAX_BOOTSTRAP_WAIT_TIME", 0, NULL)                                      \
	X(ROOTCA_SUPPORT_MODE, "ROOTCA_SUPPORT_MODE", 0, NULL)                                     \
	X(SESSION_TIMEOUT, "SESSION_TIMEOUT", 60, NULL)                                            \
	X(ENABLE_PSM, "ENABLE_PSM", 1, NULL)                                                       \
	X(AWAKE_AFTER_PMIN, "AWAKE_AFTER_PMIN", 0, NULL)                                           \
	X(STARTUP_MODE, "STARTUP_MODE", 0, NULL)

enum lwm2m_cfg {
#define LWM2M_CFG_MEMBER(member, key, preset, why) LWM2M_CFG_##member,
	LWM2M_CFG(LWM2M_CFG_MEMBER)
#undef LWM2M_CFG_MEMBER
	LWM2M_CFG_COUNT
};

#define PROVISION_APNS 8
struct provision_apn {
	char name[64];
	int family; /* of AT+QICSGP: 1 v4, 2 v6, 3 v4v6 */
	bool non_ip;
	unsigned short_id;
	bool bootstrap_if_fails;
};

struct provision_psk {
	char id[256];
	uint8_t key[128];
	size_t key_len;
};

struct provision {
	bool given[LWM2M_CFG_COUNT]; /* the key stood in lwm2m_cfg */
	int64_t value[LWM2M_CFG_COUNT];
	int version; /* -1: not given */
	struct provision_apn apn[PROVISION_APNS];
	unsigned apns;
	struct provision_apn any; /* lwm2m_cfg's APN; name "" = none */
	bool any_limits;          /* lwm2m_cfg says IP_FAMILY or BINDINGS, whatever the APN */
	bool autostart;
	struct lw_extra extra[LW_EXTRAS]; /* of bootstrap.ini, as struct lw_config wants them */
	size_t extras;
};

/* Reads all but bootstrap.ini; what is missing has the Note's defaults. */
void provision_read(struct provision *p, const struct flash *flash);
void provision_list(FILE *to); /* the keys of lwm2m_cfg, and why some of them do nothing */
/* The record of carrier_apn_cfg for a server, else lwm2m_cfg's, or NULL. */
const struct provision_apn *provision_apn_for(const struct provision *p, unsigned short_id);
/* bootstrap.ini's accounts over those in *s, and what else it says of objects 0 to 2 into p->extra.
 * Returns how many accounts there were. */
unsigned provision_accounts(
	struct provision *p, struct settings *s, const struct flash *flash, bool add_slash);
/* ssl/<ssid>_server.psk; false when there is none or it cannot be read. */
bool provision_psk(const struct flash *flash, unsigned short_id, struct provision_psk *out);

#endif
