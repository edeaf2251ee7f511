#pragma once
#include <stddef.h>

/// Some 4,000 postal areas of all 47 prefectures, UTF-8, one a line, tabs between:
/// postal code (7 digits), prefecture, city, town, telephone area codes (comma separated).
const char *hikae_areas(void);

/// Bytes of `hikae_areas()` without the closing zero.
size_t hikae_areas_length(void);
