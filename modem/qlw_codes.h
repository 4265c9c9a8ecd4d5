/*
 * The numbers of the Note, and nothing else: the only header that the console and the simulated
 * module share. Quectel BG95&BG77&BG600L Series LwM2M Application Note V1.0.
 */
#ifndef QLW_MODEM_QLW_CODES_H
#define QLW_MODEM_QLW_CODES_H

/* Table 9: <state_code> of +QLWURC: "event" and of AT+QLWSVC="state". X(code, <state_string>) */
#define QLW_STATES(X)         \
	X(0, INITIAL)         \
	X(1, REG_PENDING)     \
	X(2, REG_READY)       \
	X(3, REG_FAILED)      \
	X(4, UPDATE_PENDING)  \
	X(5, FACTORY_RESET)   \
	X(6, BS_START)        \
	X(7, BS_PENDING)      \
	X(8, BS_HOLDOFF)      \
	X(9, BS_FINISH)       \
	X(10, BS_FAILED)      \
	X(11, REG_CONN_RETRY) \
	X(12, REG_RETRY)      \
	X(13, BS_CONN_RETRY)  \
	X(14, BS_RETRY)       \
	X(15, GENERIC_FAILED) \
	X(16, REG_UPDATE)     \
	X(17, UPDATE_FAILED)  \
	X(18, DEREG_START)    \
	X(19, DEREG_FINISH)

enum qlw_state {
#define QLW_STATE_MEMBER(code, name) QLW_STATE_##name = (code),
	QLW_STATES(QLW_STATE_MEMBER)
#undef QLW_STATE_MEMBER
};

/* 3.2.2: <err> of +QLWREG and +QLWDEREG */
enum qlw_result {
	QLW_RESULT_SUCCESS = 0,
	QLW_RESULT_FAILURE = 1,
	QLW_RESULT_INVALID = 2,
	QLW_RESULT_MEMORY = 3,
	QLW_RESULT_PARALLEL = 4,
	QLW_RESULT_NOT_ALLOWED = 5,
};

/* 3.2.2: <cme_err> of AT+QLWSVC; other commands give these numbers other meanings */
enum qlw_cme {
	QLW_CME_UNKNOWN = 701,
	QLW_CME_EXECUTED = 702,
	QLW_CME_INVALID = 703,
	QLW_CME_NOT_INITIATED = 704,
	QLW_CME_NOT_ALLOWED = 705,
	QLW_CME_MEMORY = 706,
};

/* 3.3.3: <response_code> of +QLWURC: "uldata" */
enum qlw_delivery {
	QLW_DELIVERY_DONE = 0,
	QLW_DELIVERY_ERROR = -1,
	QLW_DELIVERY_NULL = -2,
	QLW_DELIVERY_INVALID = -3,
};

/* 3.3.4: <data_type> of +QLWURC: "recv" */
enum qlw_data_type {
	QLW_DATA_STRING = 4,
	QLW_DATA_OPAQUE = 5,
};

#define QLW_CLIENTS      6 /* <client_index> 0-5 */
#define QLW_SHORT_ID_MAX 65534
#define QLW_URI_MAX      255  /* bytes of <server_addr> */
#define QLW_ULDATA_MAX   1460 /* bytes of uldata <data> */
#define QLW_RECV_MAX     1024 /* bytes of recv <data> */
#define QLW_ANSWER_MS    300  /* maximum response time of AT+QLWCFG and AT+QLWSVC */

#endif
