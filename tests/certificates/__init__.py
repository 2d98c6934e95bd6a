"""Certificates from nothing to years later, against a certificate authority in a container."""
