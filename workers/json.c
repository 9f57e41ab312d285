#include "json.h"

#include <inttypes.h>

static void quote(struct text *json, const char *value)
{
	text_append(json, "\"", 1);
	for (const char *byte = value; *byte != '\0'; byte++) {
		if (*byte == '"' || *byte == '\\')
			text_printf(json, "\\%c", *byte);
		else if ((unsigned char)*byte < 0x20)
			text_printf(json, "\\u%04x", (unsigned int)*byte);
		else
			text_append(json, byte, 1);
	}
	text_append(json, "\"", 1);
}

/* A value follows: the comma, if one is due, and the key. */
static void lead_in(struct text *json, const char *key)
{
	char last = json->used == 0 ? '[' : json->data[json->used - 1];
	if (last != '{' && last != '[')
		text_append(json, ",", 1);
	if (key != NULL) {
		quote(json, key);
		text_append(json, ":", 1);
	}
}

void json_open(struct text *json, const char *key, char bracket)
{
	lead_in(json, key);
	text_append(json, &bracket, 1);
}

void json_close(struct text *json, char bracket)
{
	text_append(json, &bracket, 1);
}

void json_number(struct text *json, const char *key, uint64_t value)
{
	lead_in(json, key);
	text_printf(json, "%" PRIu64, value);
}

void json_boolean(struct text *json, const char *key, bool value)
{
	lead_in(json, key);
	text_printf(json, value ? "true" : "false");
}

void json_null(struct text *json, const char *key)
{
	lead_in(json, key);
	text_append(json, "null", 4);
}

void json_string(struct text *json, const char *key, const char *value)
{
	lead_in(json, key);
	quote(json, value);
}
