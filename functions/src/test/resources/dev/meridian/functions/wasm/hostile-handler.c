/* A handler that misbehaves as its path says. Anything else is answered with "well". */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

__attribute__((import_module("meridian"), import_name("error"))) void meridian_error(const char *text, size_t length);

static char incoming[70000];
static uint8_t outgoing[256];
static size_t at;
static volatile int sum;
static char *volatile kept;

static void put(const void *bytes, size_t length) { memcpy(outgoing + at, bytes, length); at += length; }
static void number(uint32_t value) { put(&value, 4); }
static void field(const char *text, size_t length) { number(length); put(text, length); }
static uint64_t packed(uint64_t from, uint64_t length) { return from << 32 | length; }
static uint64_t answer(uint32_t status, const char *name, size_t nameLength, const char *value, size_t valueLength, uint32_t bodyLength) {
    number(status);
    number(1);
    field(name, nameLength);
    field(value, valueLength);
    number(bodyLength);
    put("well", 4);
    return packed((uintptr_t) outgoing, at);
}
static int sink(int depth) { sum++; return sink(depth + 1) + sum; }

__attribute__((export_name("meridian_alloc"))) void *meridian_alloc(size_t length) { return length <= sizeof incoming ? incoming : (void *) 0xfffffff0; }

__attribute__((export_name("meridian_handle"))) uint64_t meridian_handle(const char *request, size_t length) {
    at = 0;
    /* method, scheme, host and port come first */
    const char *field = request;
    uint32_t size;
    for (int i = 0; i < 4; i++) { memcpy(&size, field, 4); field += 4 + size; }
    memcpy(&size, field, 4);
    field += 4;
#define IS(path) (size == strlen(path) && memcmp(field, path, size) == 0)
    if (IS("/loop")) for (;;) sum++;
    if (IS("/recurse")) return sink(0);
    if (IS("/unreachable")) __builtin_trap();
    if (IS("/divide")) return 100 / sum;
    if (IS("/null-function")) return ((uint64_t (*)(float, double)) (uintptr_t) 1)(1, 2);
    if (IS("/outside")) return *(volatile uint32_t *) 0xfffffff0;
    if (IS("/exit")) exit(7);
    if (IS("/exit-0")) exit(0);
    if (IS("/response-outside")) return packed(0xffffff00, 0xffffffff);
    if (IS("/response-too-short")) return packed((uintptr_t) outgoing, 3);
    if (IS("/lengths-lie")) return answer(200, "a", 1, "b", 1, 0x7fffffff);
    if (IS("/many-headers")) { number(200); number(0xffffffff); return packed((uintptr_t) outgoing, at); }
    if (IS("/trailing")) return answer(200, "a", 1, "b", 1, 2);
    if (IS("/status")) return answer(99, "a", 1, "b", 1, 4);
    if (IS("/status-huge")) return answer(0xffffffff, "a", 1, "b", 1, 4);
    if (IS("/header-control")) return answer(200, "a", 1, "b\r\nc: d", 7, 4);
    if (IS("/header-name")) return answer(200, "a b", 3, "b", 1, 4);
    if (IS("/header-utf8")) return answer(200, "a", 1, "\xc3\x28", 2, 4);
    if (IS("/body-huge")) { memset(outgoing, 0, 16); number(200); number(0); number(32u << 20); char *all = malloc((32u << 20) + 12); memcpy(all, outgoing, 12); return packed((uintptr_t) all, (32u << 20) + 12); }
    if (IS("/grow")) { for (char *all; (all = malloc(1 << 20));) memset(kept = all, 1, 1 << 20); meridian_error("no more", 7); }
    if (IS("/log-outside")) meridian_error((const char *) 0xfffffff0, 100);
    if (IS("/log-huge")) for (;;) meridian_error((const char *) 0, 1 << 16);
    if (IS("/stderr-huge")) for (;;) fputs("a line that is not short, and comes without end, again and again, until somebody stops it\n", stderr);
    return answer(200, "a", 1, "b", 1, 4);
}
