/* The virtio port named "ktstr": the only way that results leave the guest. */
#ifndef KTSTR_PORT_H
#define KTSTR_PORT_H

#include <stdbool.h>

#include "frame.h"

/* Finds and opens the port, waiting up to timeout_ms for it. Returns 0 or -errno. */
int port_open(int timeout_ms);

/* The descriptor, for poll(). */
int port_fd(void);

/*
 * Sends one frame, waiting while the host does not read. Leaves the machine when the host's end
 * is closed: nobody is there any more who could end it.
 */
void port_send(enum frame_type type, const void *payload, size_t len);

/* The same for a payload in two parts. */
void port_send2(enum frame_type type, const void *part1, size_t len1, const void *part2,
		size_t len2);

/* Sends a LOG frame. */
void port_log(const char *format, ...) __attribute__((format(printf, 1, 2)));

/*
 * Reads what has arrived. Returns false when nothing is there. Frames are taken with
 * port_next().
 */
bool port_fill(void);

/* Takes the next complete frame; its payload is valid until the next port_fill(). */
bool port_next(enum frame_type *type, const uint8_t **payload, size_t *len);

#endif
