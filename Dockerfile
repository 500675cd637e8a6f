# One image per service, all from this file: docker build --build-arg MODULE=casestudy-service .
# No setting is built in; docker-compose.yml and docs/operations say what to set.

# Builds all services at once, so that the images of a release share this stage and agree with one another.
# maven: the official image; 3.9 on Temurin 17, the oldest JDK that the code promises to build on (docs/adr/0001).
FROM maven:3.9.9-eclipse-temurin-17 AS build
WORKDIR /source
COPY . .
RUN --mount=type=cache,target=/repository \
    mvn -B -ntp -Dmaven.repo.local=/repository -DskipTests package

# eclipse-temurin: the runtime of the JDK that the platform is measured on, 25, the newest with long-term support; without
# compilers, on Ubuntu, whose bash is what the health check needs.
FROM eclipse-temurin:25.0.3_9-jre-noble AS runtime
# a number, so that a cluster can see that it is not root
RUN groupadd --gid 10001 rhannu && useradd --uid 10001 --gid rhannu --no-create-home --shell /usr/sbin/nologin rhannu \
    && install -d -o rhannu -g rhannu /var/lib/rhannu
COPY --chmod=0755 docker/ready /usr/local/bin/ready

# The jar laid out in layers that change seldom (libraries) and often (ours), so that an upgrade moves little.
FROM runtime AS layers
ARG MODULE
WORKDIR /layers
COPY --from=build /source/${MODULE}/target/${MODULE}.jar service.jar
# into a folder that is not there yet: the tool refuses one that holds anything
RUN java -Djarmode=tools -jar service.jar extract --layers --destination laid-out

FROM runtime
ARG MODULE
LABEL org.opencontainers.image.title="rhannu ${MODULE}" \
      org.opencontainers.image.licenses="Apache-2.0"
WORKDIR /opt/rhannu
COPY --from=layers /layers/laid-out/dependencies/ ./
COPY --from=layers /layers/laid-out/spring-boot-loader/ ./
COPY --from=layers /layers/laid-out/snapshot-dependencies/ ./
COPY --from=layers /layers/laid-out/application/ ./

# What decides whether an AOT cache fits has to be the same when it is made and when it is used. The collector is named,
# because the JVM would choose it by the size of the machine; the heap is a share of the container's memory, whose rest is
# for threads, classes and buffers.
ENV JDK_JAVA_OPTIONS="-XX:+UseG1GC -XX:MaxRAMPercentage=60 -XX:+ExitOnOutOfMemoryError --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow" \
    MALLOC_ARENA_MAX=2
# A trial start, from which the JVM learns: it ends once the context is made, or where the database that is not here is
# asked for the first time; what was learnt until then is kept either way.
RUN java -XX:AOTCacheOutput=start.aot -Dspring.context.exit=onRefresh -Dspring.mongodb.uri=mongodb://127.0.0.1:1/none \
        -Dspring.mongodb.server-selection-timeout=1s -jar service.jar > /tmp/trial.log 2>&1 \
    || echo "The trial start ended early: $(tail -n 1 /tmp/trial.log)"; \
    rm -rf /tmp/*; test -f start.aot

USER 10001:10001
ENTRYPOINT ["java", "-XX:AOTCache=start.aot", "-jar", "service.jar"]
