/* A WASI command that misbehaves as its path says. Anything else is answered with "well". */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <wasi/api.h>

extern char **environ;
static volatile int sum;
static char *volatile kept;
static int sink(int depth) { sum++; return sink(depth + 1) + sum; }

int main(void) {
    const char *path = getenv("PATH_INFO");
#define IS(name) (strcmp(path, name) == 0)
    if (IS("/loop")) for (;;) sum++;
    if (IS("/recurse")) return sink(0);
    if (IS("/unreachable")) __builtin_trap();
    if (IS("/exit")) exit(7);
    if (IS("/output-endless")) { puts("Status: 200\n"); for (;;) fputs("more and more and more and more and more and more and more and more and more and more", stdout); }
    if (IS("/head-endless")) for (;;) fputs("X-More: and more\n", stdout);
    if (IS("/stderr-endless")) for (;;) fputs("a line that is not short, and comes without end, again and again, until somebody stops it\n", stderr);
    if (IS("/line-endless")) for (;;) fputs("no end of this line", stderr);
    if (IS("/write-outside")) { __wasi_ciovec_t all = { (const uint8_t *) 0xfffffff0, 100 }; size_t done; return __wasi_fd_write(1, &all, 1, &done); }
    if (IS("/vectors-outside")) { size_t done; return __wasi_fd_write(1, (void *) 0x10, 0xffffffff, &done); }
    if (IS("/random-outside")) return __wasi_random_get((uint8_t *) 16, 0xffffffff);
    if (IS("/open")) { errno = 0; int file = open("/etc/passwd", O_RDONLY); printf("Status: 200\n\n%d %d", file, errno); return 0; }
    if (IS("/sleep")) { int failed = sleep(1); printf("Status: 200\n\n%d", failed != 0); return 0; }
    if (IS("/grow")) { int got = 0; for (char *all; got < 100000 && (all = malloc(1 << 20)); got++) memset(kept = all, 1, 1 << 20); printf("Status: 200\n\n%s", got < 64 ? "bounded" : "boundless"); return 0; }
    if (IS("/fill")) { memset(kept = malloc(40 << 20), 1, 40 << 20); }
    if (IS("/no-head")) { printf("just text"); return 0; }
    if (IS("/no-output")) return 0;
    if (IS("/head-only")) { printf("Status: 200"); return 0; }
    if (IS("/no-cgi-field")) { printf("X-A: b\n\nbody"); return 0; }
    if (IS("/status")) { printf("Status: 600\n\n"); return 0; }
    if (IS("/status-word")) { printf("Status: fine\n\n"); return 0; }
    if (IS("/header-name")) { printf("Status: 200\na b: c\n\n"); return 0; }
    if (IS("/header-control")) { printf("Status: 200\nA: b\rc\n\n"); return 0; }
    if (IS("/header-utf8")) { printf("Status: 200\nA: \xc3\x28\n\n"); return 0; }
    if (IS("/location")) { printf("Location: https://a.example/\n\n"); return 0; }
    if (IS("/environ")) { for (char **all = environ; *all; all++) sum += strlen(*all); printf("Status: 200\n\n%d", sum); return 0; }
    if (IS("/proxy")) { printf("Status: 200\n\n%s %s", getenv("HTTP_PROXY") ? "set" : "absent", getenv("HTTP_X_APPWRITE_USER_ID") ? "forged" : "absent"); return 0; }
    if (IS("/clock")) { struct timespec now; clock_gettime(CLOCK_REALTIME, &now); clock_gettime(CLOCK_MONOTONIC, &now); char noise[32]; getentropy(noise, 32); sum = 0; for (int i = 0; i < 32; i++) sum |= noise[i]; printf("Status: 200\n\n%d %d", time(0) > 1700000000, sum != 0); return 0; }
    if (IS("/file-descriptors")) { struct { int one, two; } r; r.one = lseek(1, 0, SEEK_SET) == -1 ? errno : 0; r.two = write(9, "x", 1) == -1 ? errno : 0; printf("Status: 200\n\n%d %d %d", r.one == ESPIPE, r.two == EBADF, isatty(1)); return 0; }
    printf("Status: 200\n\nwell");
    return 0;
}
