# A base for nginx/Dockerfile where the official image cannot be had: nginx from Debian's packages.
# Debian 13 has 1.26, which cannot follow a service that gets a new address; the suite after it has 1.30.
ARG DEBIAN_IMAGE=debian:forky-slim
FROM ${DEBIAN_IMAGE}

RUN apt-get update \
 && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends nginx=1.30.* openssl=3.* \
 && rm -rf /var/lib/apt/lists/* /var/cache/apt/* /var/cache/debconf/*-old /var/log/*.log /var/log/apt
