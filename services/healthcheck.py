#!/opt/venv/bin/python -IS
"""Is the server in this container ready? Asks it for HEALTH_PATH, prints its answer, ends with 0 or 1.

This runs for as long as the container does. So it is a plain socket: a client library takes ten times as long.
"""

import os
import socket
import sys

try:
    with socket.create_connection(("127.0.0.1", 8000), timeout=4) as connection:
        path = os.environ.get("HEALTH_PATH", "/health/ready")
        connection.sendall(f"GET {path} HTTP/1.0\r\nHost: localhost\r\n\r\n".encode())
        answer = b"".join(iter(lambda: connection.recv(4096), b""))
except OSError as error:
    sys.exit(str(error))
sys.stdout.write(answer.partition(b"\r\n\r\n")[2].decode("utf-8", "replace"))
sys.exit(answer.split(b" ", 2)[1:2] != [b"200"])
