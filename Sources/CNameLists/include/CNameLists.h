#include "names.h"
#include "places.h"
