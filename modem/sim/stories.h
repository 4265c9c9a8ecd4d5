/* Scenarios that come with the simulator, for --scenario NAME. */
#ifndef QLW_SIM_STORIES_H
#define QLW_SIM_STORIES_H

#include <stdio.h>

/* The lines of a scenario, NULL behind the last; NULL when there is none of that name. */
const char *const *stories_find(const char *name);
void stories_list(FILE *to);

#endif
