/* The table of models. Data only. */
#include "modem/sim/firmware.h"

#include <strings.h>

static const struct firmware all[] = {
	{"BG95-M3", "BG95M3LAR02A04", "BG95M3LAR02A04_01.014.01.014", FAMILY_BG95, "eMTC"},
	{"BG95-M1", "BG95M1LAR02A04", "BG95M1LAR02A04_01.014.01.014", FAMILY_BG95, "eMTC"},
	{"BG95-M2", "BG95M2LAR02A04", "BG95M2LAR02A04_01.014.01.014", FAMILY_BG95, "eMTC"},
	{"BG95-M4", "BG95M4LAR02A04", "BG95M4LAR02A04_01.014.01.014", FAMILY_BG95, "eMTC"},
	{"BG95-M5", "BG95M5LAR02A04", "BG95M5LAR02A04_01.014.01.014", FAMILY_BG95, "eMTC"},
	{"BG95-M6", "BG95M6LAR02A04", "BG95M6LAR02A04_01.014.01.014", FAMILY_BG95, "eMTC"},
	{"BG77", "BG77LAR02A04", "BG77LAR02A04_01.008.01.008", FAMILY_BG95, "NBIoT"},
	{"BG600L-M3", "BG600LM3LAR02A04", "BG600LM3LAR02A04_01.007.01.007", FAMILY_BG95, "eMTC"},
	{"BG96", "BG96MAR02A07M1G", "BG96MAR02A07M1G_01.018.01.018", FAMILY_BG96, "eMTC"},
	{"EG25", "EG25GGBR07A08M2G", "EG25GGBR07A08M2G_01.001.01.001", FAMILY_EG25, "FDD LTE"},
	{"BC66", "BC66NBR01A06", "BC66NBR01A06", FAMILY_BC66, "NBIoT"},
	{"BG770A-GL", "BG770AGLAAR01A05", "BG770AGLAAR01A05_01.001.01.001", FAMILY_BG770, "eMTC"},
};

const struct firmware *firmware_default(void)
{
	return &all[0];
}

const struct firmware *firmware_find(const char *name)
{
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		if (!strcasecmp(name, all[i].model) || !strcasecmp(name, all[i].revision))
			return &all[i];
	return NULL;
}

void firmware_list(FILE *to)
{
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		fprintf(to, "  %-10s %-18s %s\n", all[i].model, all[i].revision,
			i == 0                         ? "the default"
			: all[i].family == FAMILY_BG95 ? "of Table 1"
						       : "another dialect, not for this console");
}
