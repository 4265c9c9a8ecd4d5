/* The definitions of the objects as constant tables. Holds no values. */
#include "modem/sim/lwdefs.h"

#define R   LW_OP_READ
#define W   LW_OP_WRITE
#define RW  (LW_OP_READ | LW_OP_WRITE)
#define E   LW_OP_EXECUTE
#define STR LW_TYPE_STRING
#define INT LW_TYPE_INTEGER
#define FLT LW_TYPE_FLOAT
#define BOO LW_TYPE_BOOLEAN
#define OPA LW_TYPE_OPAQUE
#define TIM LW_TYPE_TIME
#define LNK LW_TYPE_LINK
#define EXE LW_TYPE_NONE

/* id, type, operations, multiple, mandatory */
static const struct lw_resource_def security[] = {
	{0, STR, 0, false, true},  /* URI */
	{1, BOO, 0, false, true},  /* bootstrap server? */
	{2, INT, 0, false, true},  /* mode */
	{3, OPA, 0, false, false}, /* identity or own public key */
	{4, OPA, 0, false, false}, /* server's public key */
	{5, OPA, 0, false, false}, /* secret key */
	{6, INT, 0, false, false}, /* SMS mode */
	{7, OPA, 0, false, false}, {8, OPA, 0, false, false}, {9, STR, 0, false, false},
	{10, INT, 0, false, false}, /* short server id */
	{11, INT, 0, false, false}, /* client hold-off */
	{12, INT, 0, false, false}, /* bootstrap account timeout */
};
static const struct lw_resource_def server[] = {
	{0, INT, R, false, true},   /* short server id */
	{1, INT, RW, false, true},  /* lifetime */
	{2, INT, RW, false, false}, /* default pmin */
	{3, INT, RW, false, false}, /* default pmax */
	{4, EXE, E, false, false},  /* disable */
	{5, INT, RW, false, false}, /* disable timeout */
	{6, BOO, RW, false, true},  /* storing, true = store */
	{7, STR, RW, false, true},  /* binding */
	{8, EXE, E, false, true},   /* registration update trigger */
	{9, EXE, E, false, false},  /* bootstrap request trigger (1.1) */
	{10, LNK, RW, false, false},
	{11, OPA, R, false, false},
	{16, BOO, RW, false, false},
	{17, INT, RW, false, false},
	{18, INT, RW, false, false},
	{19, INT, RW, false, false},
	{20, INT, RW, false, false},
	{21, BOO, RW, false, false},
	{22, STR, RW, false, false},
	{23, BOO, RW, false, false},
};
static const struct lw_resource_def acl[] = {
	{0, INT, R, false, true},  /* object */
	{1, INT, R, false, true},  /* instance */
	{2, INT, RW, true, false}, /* rights by short server id */
	{3, INT, RW, false, true}, /* owner */
};
static const struct lw_resource_def device[] = {
	{0, STR, R, false, false},   /* manufacturer */
	{1, STR, R, false, false},   /* model */
	{2, STR, R, false, false},   /* serial number */
	{3, STR, R, false, false},   /* firmware version */
	{4, EXE, E, false, true},    /* reboot */
	{5, EXE, E, false, false},   /* factory reset */
	{6, INT, R, true, false},    /* power sources */
	{7, INT, R, true, false},    /* voltage, mV */
	{8, INT, R, true, false},    /* current, mA */
	{9, INT, R, false, false},   /* battery level, % */
	{10, INT, R, false, false},  /* memory free, KB */
	{11, INT, R, true, true},    /* error code */
	{12, EXE, E, false, false},  /* reset error code */
	{13, TIM, RW, false, false}, /* current time */
	{14, STR, RW, false, false}, /* UTC offset */
	{15, STR, RW, false, false}, /* timezone */
	{16, STR, R, false, true},   /* bindings */
	{17, STR, R, false, false},  /* device type */
	{18, STR, R, false, false},  /* hardware version */
	{19, STR, R, false, false},  /* software version */
	{20, INT, R, false, false},  /* battery status */
	{21, INT, R, false, false},  /* memory total, KB */
};
static const struct lw_resource_def connectivity[] = {
	{0, INT, R, false, true},   /* bearer in use */
	{1, INT, R, true, true},    /* bearers available */
	{2, INT, R, false, true},   /* signal, dBm */
	{3, INT, R, false, false},  /* link quality */
	{4, STR, R, true, true},    /* IP addresses */
	{5, STR, R, true, false},   /* router */
	{6, INT, R, false, false},  /* link utilization */
	{7, STR, R, true, false},   /* APN */
	{8, INT, R, false, false},  /* cell id */
	{9, INT, R, false, false},  /* MNC */
	{10, INT, R, false, false}, /* MCC */
};
static const struct lw_resource_def firmware[] = {
	{0, OPA, W, false, true},  /* package */
	{1, STR, RW, false, true}, /* package URI */
	{2, EXE, E, false, true},  /* update */
	{3, INT, R, false, true},  /* state */
	{5, INT, R, false, true},  /* result */
	{6, STR, R, false, false}, /* package name */
	{7, STR, R, false, false}, /* package version */
	{8, INT, R, true, false},  /* protocols */
	{9, INT, R, false, true},  /* delivery method */
};
static const struct lw_resource_def location[] = {
	{0, FLT, R, false, true},  /* latitude */
	{1, FLT, R, false, true},  /* longitude */
	{2, FLT, R, false, false}, /* altitude */
	{3, FLT, R, false, false}, /* radius */
	{5, TIM, R, false, true},  /* timestamp */
	{6, FLT, R, false, false}, /* speed */
};
static const struct lw_resource_def statistics[] = {
	{0, INT, R, false, false},  /* SMS sent */
	{1, INT, R, false, false},  /* SMS received */
	{2, INT, R, false, false},  /* KB sent */
	{3, INT, R, false, false},  /* KB received */
	{4, INT, R, false, false},  /* largest message */
	{5, INT, R, false, false},  /* average message */
	{6, EXE, E, false, true},   /* start */
	{7, EXE, E, false, true},   /* stop */
	{8, INT, RW, false, false}, /* collection period */
};
static const struct lw_resource_def software[] = {
	{0, STR, R, false, true},   /* package name */
	{1, STR, R, false, true},   /* package version */
	{2, OPA, W, false, false},  /* package */
	{3, STR, W, false, false},  /* package URI */
	{4, EXE, E, false, true},   /* install */
	{6, EXE, E, false, true},   /* uninstall */
	{7, INT, R, false, true},   /* update state */
	{8, BOO, RW, false, false}, /* update supported objects */
	{9, INT, R, false, true},   /* update result */
	{10, EXE, E, false, true},  /* activate */
	{11, EXE, E, false, true},  /* deactivate */
	{12, BOO, R, false, true},  /* activation state */
};
static const struct lw_resource_def cellular[] = {
	{0, STR, RW, false, false},  /* SMSC address */
	{1, INT, RW, false, false},  /* disable radio period */
	{2, STR, RW, false, false},  /* module activation code */
	{3, LNK, R, true, false},    /* vendor specific extensions */
	{4, OPA, RW, false, false},  /* PSM timer */
	{5, OPA, RW, false, false},  /* active timer */
	{6, INT, RW, false, false},  /* PLMN rate control */
	{7, OPA, RW, false, false},  /* eDRX Iu */
	{8, OPA, RW, false, false},  /* eDRX WB-S1 */
	{9, OPA, RW, false, false},  /* eDRX NB-S1 */
	{10, OPA, RW, false, false}, /* eDRX A/Gb */
	{11, LNK, R, true, true},    /* activated profiles */
	{12, INT, R, false, false},  /* supported power saving modes (1.1): 1 PSM, 2 eDRX */
	{13, INT, RW, false, false}, /* active ones */
};
static const struct lw_resource_def apn[] = {
	{0, STR, RW, false, true},   /* profile name */
	{1, STR, RW, false, false},  /* APN */
	{2, BOO, RW, false, false},  /* auto select by device */
	{3, BOO, RW, false, false},  /* enable status */
	{4, INT, RW, false, true},   /* authentication */
	{5, STR, RW, false, false},  /* user name */
	{6, STR, W, false, false},   /* secret */
	{7, STR, RW, false, false},  /* reconnect schedule */
	{8, STR, RW, true, false},   /* validity (MCC, MNC) */
	{9, TIM, R, true, false},    /* connection establishment time */
	{10, INT, R, true, false},   /* connection establishment result */
	{17, STR, R, true, false},   /* IP address */
	{21, INT, RW, false, false}, /* PDN type */
};
static const struct lw_resource_def capability[] = {
	{0, STR, R, false, true},  /* property */
	{1, INT, R, false, true},  /* group */
	{2, STR, R, false, false}, /* description */
	{3, BOO, R, false, false}, /* attached */
	{4, BOO, R, false, true},  /* enabled */
	{5, EXE, E, false, true},  /* enable */
	{6, EXE, E, false, true},  /* disable */
	{7, BOO, R, false, true},  /* notify enabled */
};
static const struct lw_resource_def portfolio[] = {
	{0, STR, RW, true, true},  /* identity: ID, manufacturer, model, software version */
	{1, EXE, E, false, false}, /* get authentication data */
	{2, OPA, R, true, false},
	{3, INT, R, false, false},
};
static const struct lw_resource_def data[] = {
	{0, OPA, RW, true, true},   /* data */
	{1, INT, RW, false, false}, /* priority */
	{2, TIM, RW, false, false}, /* creation time */
	{3, STR, RW, false, false}, /* description */
	{4, STR, RW, false, false}, /* format */
	{5, INT, RW, false, false}, /* application id */
};
static const struct lw_resource_def lgu[] = {
	{0, OPA, R, false, true},  /* uplink */
	{1, OPA, RW, false, true}, /* downlink */
};

#define OBJECT(id, name, multiple)                                   \
	{                                                            \
		id, multiple, name, sizeof(name) / sizeof((name)[0]) \
	}

static const struct lw_object_def objects[] = {
	OBJECT(LW_OBJECT_SECURITY, security, true),
	OBJECT(LW_OBJECT_SERVER, server, true),
	OBJECT(LW_OBJECT_ACL, acl, true),
	OBJECT(LW_OBJECT_DEVICE, device, false),
	OBJECT(LW_OBJECT_CONNECTIVITY, connectivity, false),
	OBJECT(LW_OBJECT_FIRMWARE, firmware, false),
	OBJECT(LW_OBJECT_LOCATION, location, false),
	OBJECT(LW_OBJECT_STATISTICS, statistics, false),
	OBJECT(LW_OBJECT_SOFTWARE, software, true),
	OBJECT(LW_OBJECT_CELLULAR, cellular, false),
	OBJECT(LW_OBJECT_APN, apn, true),
	OBJECT(LW_OBJECT_CAPABILITY, capability, true),
	OBJECT(LW_OBJECT_PORTFOLIO, portfolio, true),
	OBJECT(LW_OBJECT_DATA, data, true),
	OBJECT(LW_OBJECT_LGU, lgu, false),
};

bool lw_object_later(unsigned object)
{
	return object == LW_OBJECT_CELLULAR;
}

bool lw_resource_later(unsigned object, unsigned resource)
{
	return object == LW_OBJECT_CELLULAR && (resource == 12 || resource == 13);
}

size_t lw_object_count(void)
{
	return sizeof(objects) / sizeof(objects[0]);
}

const struct lw_object_def *lw_object_at(size_t i)
{
	return &objects[i];
}

const struct lw_object_def *lw_object_find(unsigned object)
{
	for (size_t i = 0; i < lw_object_count(); i++)
		if (objects[i].id == object)
			return &objects[i];
	return NULL;
}

const struct lw_resource_def *lw_resource_find(unsigned object, unsigned resource)
{
	const struct lw_object_def *o = lw_object_find(object);
	for (size_t i = 0; o && i < o->resources; i++)
		if (o->resource[i].id == resource)
			return &o->resource[i];
	return NULL;
}
