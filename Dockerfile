# The one jar as an image: region, edge or router, as MERIDIAN_NODE_KIND says. Built after `mvn package`:
#   docker build -t meridian .
# The base is glibc on purpose: the V8 engine of light functions is linked against it.
FROM eclipse-temurin:25-jre

RUN groupadd --system --gid 10001 meridian \
 && useradd --system --uid 10001 --gid meridian --home-dir /var/lib/meridian --create-home meridian

COPY launcher/target/meridian-launcher-*-all.jar /opt/meridian/meridian.jar
COPY NOTICE /opt/meridian/NOTICE

USER 10001:10001
WORKDIR /var/lib/meridian
VOLUME /var/lib/meridian
ENV LC_ALL=C.UTF-8 \
    MERIDIAN_NODE_HOST=0.0.0.0 \
    MERIDIAN_NODE_DATA=/var/lib/meridian \
    MERIDIAN_HTTP_PORT=8080 \
    MERIDIAN_RELAY_PORT=7070
EXPOSE 8080 7070 5701

# The rest of memory is for direct buffers, the function hosts and, in a region, PostgreSQL.
ENTRYPOINT ["java", \
  "-XX:MaxRAMPercentage=45", "-XX:+ExitOnOutOfMemoryError", \
  "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", "--add-modules", "java.se", \
  "--add-exports", "java.base/jdk.internal.ref=ALL-UNNAMED", "--add-opens", "java.base/java.lang=ALL-UNNAMED", \
  "--add-opens", "java.base/sun.nio.ch=ALL-UNNAMED", "--add-opens", "java.management/sun.management=ALL-UNNAMED", \
  "--add-opens", "jdk.management/com.sun.management.internal=ALL-UNNAMED", \
  "-jar", "/opt/meridian/meridian.jar"]
CMD ["node"]
