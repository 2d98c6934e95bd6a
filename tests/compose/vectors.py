"""Vectors in the stack's Chroma, asked for by the gateway's container: nobody outside reaches it."""

from __future__ import annotations

from support.containers import ContainerStack

_ASK = """
import json, urllib.request
COLLECTIONS = "http://chroma:8000/api/v2/tenants/default_tenant/databases/default_database/collections"
def ask(path, body=None):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(COLLECTIONS + path, data, {"Content-Type": "application/json"})
    return json.load(urllib.request.urlopen(request, timeout=10))
"""


def put_vectors(stack: ContainerStack) -> None:
    """Two documents, `um` and `dois`."""
    records = '{"ids": ["a", "b"], "embeddings": [[1, 0, 0], [0, 1, 0]], "documents": ["um", "dois"]}'
    stack.python("gateway", f'{_ASK}\nhome = ask("", {{"name": "kept"}})["id"]\nask(f"/{{home}}/upsert", {records})')


def nearest(stack: ContainerStack) -> str:
    """The document nearest to a vector that lies beside that of `dois`."""
    query = '{"query_embeddings": [[0, 0.9, 0.1]], "n_results": 1}'
    code = f'{_ASK}\nhome = ask("/kept")["id"]\nprint(ask(f"/{{home}}/query", {query})["documents"][0][0])'
    return stack.python("gateway", code)
