#include "encodings.h"
#include "folding.h"
