/* The meter as a module for Node: each time it is loaded, it sets the readings in its exports. Node-API is declared here, since not every
 * package of Node has its header; its functions never change. */
#include "../growth/meter.h"
#include "watch.h"

#include <stdlib.h>

typedef struct environment *napi_env;
typedef struct value *napi_value;
int napi_create_double(napi_env env, double number, napi_value *result);
int napi_set_named_property(napi_env env, napi_value object, const char *name, napi_value value);
napi_value napi_register_module_v1(napi_env env, napi_value exports);

static void set(napi_env env, napi_value exports, const char *name, size_t bytes)
{
    napi_value number;
    if (napi_create_double(env, (double)bytes, &number) || napi_set_named_property(env, exports, name, number))
        abort();
}

napi_value napi_register_module_v1(napi_env env, napi_value exports)
{
    size_t library = meter_library(), in_use = meter_malloc(), resident = meter_resident();
    set(env, exports, "library", library);
    set(env, exports, "malloc", in_use);
    set(env, exports, "resident", resident);
    return exports;
}
