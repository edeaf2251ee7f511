#include "areas.h"
#include "name_tables.h"
#include "names.h"
#include "places.h"
