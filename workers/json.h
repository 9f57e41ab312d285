/*
 * Writes JSON into a text. Commas come by themselves. A `key` of NULL writes an element of an
 * array (or the document itself), any other a member of an object.
 */
#ifndef KTSTR_JSON_H
#define KTSTR_JSON_H

#include <stdbool.h>
#include <stdint.h>

#include "text.h"

/* `bracket` is '{' or '['; `json_close` takes the matching one. */
void json_open(struct text *json, const char *key, char bracket);
void json_close(struct text *json, char bracket);

void json_number(struct text *json, const char *key, uint64_t value);
void json_boolean(struct text *json, const char *key, bool value);
void json_null(struct text *json, const char *key);

/* `value` is UTF-8; what JSON does not allow in a string is escaped. */
void json_string(struct text *json, const char *key, const char *value);

#endif
