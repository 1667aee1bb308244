/* The C ABI from C: opens a hub in memory and asks for the version. */
#include <scv/scv.h>
#include <stdio.h>

int main(void) {
  scv_hub* hub = NULL;
  scv_error* error = NULL;
  if (scv_abi_version() != SCV_ABI_VERSION || scv_hub_open(":memory:", 8, NULL, &hub, &error) != SCV_OK) {
    printf("%s\n", error != NULL ? scv_error_message(error) : "another ABI");
    scv_error_free(error);
    return 1;
  }
  printf("libscv %s from C\n", scv_version());
  scv_hub_free(hub);
  return 0;
}
