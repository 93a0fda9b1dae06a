/* A handler with a C library: answers with what it was asked, and with a variable of its own. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

__attribute__((import_module("meridian"), import_name("log"))) void meridian_log(const char *text, size_t length);

static char *incoming, *outgoing;
static size_t at, size;
static int calls;

__attribute__((constructor)) static void begin(void) { calls = 100; }

static void put(const void *bytes, size_t length) {
    if (at + length > size) outgoing = realloc(outgoing, size = 2 * (at + length));
    memcpy(outgoing + at, bytes, length);
    at += length;
}
static void number(uint32_t value) { put(&value, 4); }
static void field(const char *text) { number(strlen(text)); put(text, strlen(text)); }

__attribute__((export_name("meridian_alloc"))) void *meridian_alloc(size_t length) { return incoming = realloc(incoming, length); }

__attribute__((export_name("meridian_handle"))) uint64_t meridian_handle(const char *request, size_t length) {
    at = 0;
    meridian_log("mirrored", 8);
    fprintf(stderr, "call %d\n", calls);
    printf("on standard output\n");
    fflush(stdout);
    char counted[16];
    snprintf(counted, sizeof counted, "%d", ++calls);
    number(200);
    number(3);
    field("content-type"), field("application/octet-stream");
    field("x-calls"), field(counted);
    field("x-greeting"), field(getenv("GREETING") ? getenv("GREETING") : "");
    number(length);
    put(request, length);
    return (uint64_t) (uintptr_t) outgoing << 32 | at;
}
