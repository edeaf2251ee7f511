#include "areas.h"
#include "names.h"
#include "places.h"
