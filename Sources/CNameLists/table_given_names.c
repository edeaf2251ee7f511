// Written by Scripts/name_tables.sh from the lists; do not edit. Their terms: names_licences.c.
#include "name_tables.h"

static const uint64_t slots[] = {
#include "table_given_names_1.h"
#include "table_given_names_2.h"
};

struct HikaeNameTable hikae_given_name_table(void) {
  return (struct HikaeNameTable){slots, 131072, 96969};
}
