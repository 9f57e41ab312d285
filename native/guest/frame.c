#include "frame.h"

#include <errno.h>
#include <string.h>

static const uint8_t magic[4] = { 'K', 'T', 'S', 'F' };

void put_u16(uint8_t *p, uint16_t v)
{
	p[0] = v & 0xff;
	p[1] = v >> 8;
}

void put_u32(uint8_t *p, uint32_t v)
{
	put_u16(p, v & 0xffff);
	put_u16(p + 2, v >> 16);
}

void put_u64(uint8_t *p, uint64_t v)
{
	put_u32(p, v & 0xffffffff);
	put_u32(p + 4, v >> 32);
}

uint16_t get_u16(const uint8_t *p)
{
	return (uint16_t)(p[0] | p[1] << 8);
}

uint32_t get_u32(const uint8_t *p)
{
	return get_u16(p) | (uint32_t)get_u16(p + 2) << 16;
}

/*
 * CRC-32, eight bytes a step: table[k][b] is what byte b does to the sum when k more bytes
 * follow it. Under emulation this is four times as fast as one byte a step.
 */
static uint32_t table[8][256];

static void fill_table(void)
{
	for (uint32_t b = 0; b < 256; b++) {
		uint32_t c = b;

		for (int bit = 0; bit < 8; bit++)
			c = c & 1 ? 0xedb88320u ^ c >> 1 : c >> 1;
		table[0][b] = c;
	}
	for (int k = 1; k < 8; k++)
		for (int b = 0; b < 256; b++)
			table[k][b] = table[k - 1][b] >> 8 ^ table[0][table[k - 1][b] & 0xff];
}

static uint32_t crc_update(uint32_t crc, const uint8_t *p, size_t len)
{
	while (len >= 8) {
		uint32_t lo = crc ^ get_u32(p), hi = get_u32(p + 4);

		crc = table[7][lo & 0xff] ^ table[6][lo >> 8 & 0xff] ^ table[5][lo >> 16 & 0xff] ^
		      table[4][lo >> 24] ^ table[3][hi & 0xff] ^ table[2][hi >> 8 & 0xff] ^
		      table[1][hi >> 16 & 0xff] ^ table[0][hi >> 24];
		p += 8;
		len -= 8;
	}
	while (len--)
		crc = table[0][(crc ^ *p++) & 0xff] ^ crc >> 8;
	return crc;
}

static uint32_t frame_crc(const uint8_t header[12], const void *part1, size_t len1,
			  const void *part2, size_t len2)
{
	uint32_t crc = 0xffffffffu;

	if (!table[0][1])
		fill_table();
	crc = crc_update(crc, header, 12);
	crc = crc_update(crc, part1, len1);
	crc = crc_update(crc, part2, len2);
	return ~crc;
}

void frame_header(uint8_t header[FRAME_HEADER_SIZE], enum frame_type type, const void *part1,
		  size_t len1, const void *part2, size_t len2)
{
	memcpy(header, magic, sizeof(magic));
	header[4] = FRAME_VERSION;
	header[5] = type;
	put_u16(header + 6, 0);
	put_u32(header + 8, len1 + len2);
	put_u32(header + 12, frame_crc(header, part1, len1, part2, len2));
}

long frame_parse(const uint8_t *buf, size_t len, enum frame_type *type, const uint8_t **payload,
		 size_t *payload_len)
{
	uint32_t size;

	if (len < FRAME_HEADER_SIZE)
		return 0;
	size = get_u32(buf + 8);
	if (memcmp(buf, magic, sizeof(magic)) || buf[4] != FRAME_VERSION || size > FRAME_MAX_PAYLOAD)
		return -EBADMSG;
	if (len < FRAME_HEADER_SIZE + size)
		return 0;
	if (get_u32(buf + 12) != frame_crc(buf, buf + FRAME_HEADER_SIZE, size, NULL, 0))
		return -EBADMSG;
	*type = buf[5];
	*payload = buf + FRAME_HEADER_SIZE;
	*payload_len = size;
	return FRAME_HEADER_SIZE + (long)size;
}
