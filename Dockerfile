# docker build -t godel . && docker run --rm -it godel
# As a server:    docker run --rm -p 8080:8080 godel serve --host 0.0.0.0 --model /usr/local/share/godel/godel-mini
# Another model:  docker run --rm -it -v ~/GODEL-v1_1-base-seq2seq:/model:ro godel chat --model /model
FROM debian:bookworm-slim AS build
WORKDIR /godel
# The packages first, so that a change of the sources does not install them again.
COPY tools/packages.txt tools/packages.txt
RUN apt-get update \
 && awk '/^[^#]/ && $2 == "build" {print $1}' tools/packages.txt | xargs apt-get install -y --no-install-recommends
COPY . .
RUN ./run build && strip build/release/godel

FROM debian:bookworm-slim
# What build/release/godel links: fmt, libedit, utf8proc; for data libzip, Gumbo, simdjson, CLD2; for serve httplib, SQLite, OpenSSL, prometheus-cpp.
RUN apt-get update \
 && apt-get install -y --no-install-recommends libfmt9 libedit2 libutf8proc2 libstdc++6 zlib1g libzstd1 libzip4 libgumbo1 libsimdjson14 libcld2-0 \
      libcpp-httplib0.11 libsqlite3-0 libssl3 libprometheus-cpp-core1.0 curl \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --create-home godel
COPY --from=build /godel/build/release/godel /usr/local/bin/godel
COPY --from=build /godel/models/godel-mini /usr/local/share/godel/godel-mini
USER godel
WORKDIR /home/godel
EXPOSE 8080
# Of `serve` at its usual port, with --cert too; what chats is healthy as long as it runs.
HEALTHCHECK --interval=10s --timeout=2s --start-period=60s CMD ! grep -qz '^serve$' /proc/1/cmdline \
 || curl -fs http://127.0.0.1:8080/health || curl -fsk https://127.0.0.1:8080/health || exit 1
ENTRYPOINT ["godel"]
CMD ["chat", "--model", "/usr/local/share/godel/godel-mini"]
