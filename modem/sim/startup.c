/* Starting the LwM2M client without being asked. */
#include "modem/sim/startup.h"

#include "modem/sim/state.h"

uint64_t startup_run(struct module *m)
{
	return settings_number(&m->settings, SETTING_AUTOSTART, 0, 0) ? 0 : UINT64_MAX;
}
