# certbot from Debian's own packages: the same to our image as the official one, made without a registry.
# The suite after Debian 13, because renewal by share of the lifetime came with certbot 4.
ARG DEBIAN_IMAGE=debian:forky-slim
FROM ${DEBIAN_IMAGE}

RUN apt-get update \
 && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends certbot=5.* ca-certificates=2* \
 && rm -rf /var/lib/apt/lists/* /var/cache/apt/* /var/cache/debconf/*-old /var/log/*.log /var/log/apt
