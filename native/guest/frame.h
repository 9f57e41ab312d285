/*
 * Frames on the virtio port between the guest's init and the host. The other half is
 * lib/vm/channel/frame.ts; both files describe the same format.
 *
 * A frame is a header of 16 bytes and a payload. Numbers are little-endian.
 *
 *	offset	size	field
 *	0	4	magic, the bytes "KTSF"
 *	4	1	version of the format, FRAME_VERSION
 *	5	1	type
 *	6	2	zero
 *	8	4	length of the payload, at most FRAME_MAX_PAYLOAD
 *	12	4	CRC-32 (IEEE, as in zlib) over bytes 0 to 11 and the payload
 *
 * Guest to host:
 *
 *	1 HELLO		u32 CPUs online, u64 ns since boot, then the kernel release as text
 *	2 STDOUT	bytes that the command wrote
 *	3 STDERR	bytes that the command wrote
 *	4 EVENT		bytes that were written to the event pipe; lines of text, cut anywhere
 *	5 HEARTBEAT	u64 ns since boot
 *	6 FILE		u8 flags (1: the last piece), u8 zero, u16 length of the name, u32 mode,
 *			u64 offset of this piece, name, bytes
 *	7 LOG		one line of text from init itself
 *	8 EXIT		u8 kind (0 exited, 1 killed by a signal, 2 could not start), 3 zero bytes,
 *			u32 exit status, signal or errno, u32 OOM kills since boot, then for kind 2
 *			the reason as text
 *
 * Host to guest:
 *
 *	64 SIGNAL	u32 signal for the command's process group
 *	65 STDIN	bytes for the command's standard input; none means end of file
 *	66 RESIZE	u16 rows, u16 columns of the terminal
 *	67 BYE		EXIT has arrived; the guest may leave
 */
#ifndef KTSTR_FRAME_H
#define KTSTR_FRAME_H

#include <stddef.h>
#include <stdint.h>

#define FRAME_VERSION		1
#define FRAME_HEADER_SIZE	16
#define FRAME_MAX_PAYLOAD	(1u << 20)

enum frame_type {
	FRAME_HELLO = 1,
	FRAME_STDOUT = 2,
	FRAME_STDERR = 3,
	FRAME_EVENT = 4,
	FRAME_HEARTBEAT = 5,
	FRAME_FILE = 6,
	FRAME_LOG = 7,
	FRAME_EXIT = 8,

	FRAME_SIGNAL = 64,
	FRAME_STDIN = 65,
	FRAME_RESIZE = 66,
	FRAME_BYE = 67,
};

/* Numbers in a payload, little-endian whatever the machine is. */
void put_u16(uint8_t *p, uint16_t v);
void put_u32(uint8_t *p, uint32_t v);
void put_u64(uint8_t *p, uint64_t v);
uint16_t get_u16(const uint8_t *p);
uint32_t get_u32(const uint8_t *p);

/* Fills in the header of a frame whose payload is in one or two parts. */
void frame_header(uint8_t header[FRAME_HEADER_SIZE], enum frame_type type, const void *part1,
		  size_t len1, const void *part2, size_t len2);

/*
 * A frame at the start of a buffer. Returns its whole size, 0 when more bytes are needed, and
 * -EBADMSG when the bytes are no frame.
 */
long frame_parse(const uint8_t *buf, size_t len, enum frame_type *type, const uint8_t **payload,
		 size_t *payload_len);

#endif
